#ifndef C_ALLOCATIONS_H
#define C_ALLOCATIONS_H

/// How often the calling thread has taken memory from the heap in the process that this is
/// linked into.
long gm_allocation_count(void);

#endif
