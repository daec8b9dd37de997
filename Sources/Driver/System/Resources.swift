import Glibc

/// Returns the number of processors that may work for this process.
func processorCount() -> Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

/// Returns the bytes of memory that the machine has.
func physicalMemory() -> Int {
  max(0, Int(sysconf(Int32(_SC_PHYS_PAGES)))) * max(0, Int(sysconf(Int32(_SC_PAGESIZE))))
}
