"""Writes the small binary data files that the tests of the readers use."""

import gzip
import pathlib
import struct

import numpy as np

HERE = pathlib.Path(__file__).parent


def save(name, array, version=None):
    with open(HERE / name, "wb") as file:
        np.lib.format.write_array(file, array, version=version)


matrix = np.array([[1.5, -2.0], [0.1, 3.0], [1e-300, 4e10]])
save("c_f8.npy", matrix)
save("fortran_f8.npy", np.asfortranarray(matrix))
save("big_f4.npy", matrix[:2].astype(">f4"))
save("version2_i8.npy", np.arange(-2, 4, dtype="<i8"), version=(2, 0))
save("version3_u1.npy", np.arange(6, dtype="u1").reshape(2, 3), version=(3, 0))
save("i1.npy", np.array([-128, -1, 127], dtype="i1"))
save("big_i2.npy", np.array([-300, 300], dtype=">i2"))
save("i4.npy", np.array([-70000, 70000], dtype="<i4"))
save("u8.npy", np.array([0, 2**63], dtype="<u8"))
save("u4.npy", np.array([0, 2**32 - 1], dtype="<u4"))
save("bool.npy", np.array([True, False, True]))
save("nan.npy", np.array([1.0, np.nan, 3.0]))
save("scalar.npy", np.array(7.5))
save("complex.npy", np.array([1j]))
save("fortran_3d.npy", np.asfortranarray(np.arange(24, dtype="<i4").reshape(2, 3, 4)))
np.savez(HERE / "stored.npz", x=matrix, k=np.array([1, 2, 3]))
np.savez_compressed(HERE / "deflated.npz", x=np.zeros((50, 2)), k=np.array([1, 2, 3]))

pixels = bytes(range(12))
images = struct.pack(">BBBBIII", 0, 0, 8, 3, 3, 2, 2) + pixels
(HERE / "images-idx3-ubyte").write_bytes(images)
(HERE / "images-idx3-ubyte.gz").write_bytes(gzip.compress(images, mtime=0))
(HERE / "labels-idx1-ubyte").write_bytes(struct.pack(">BBBBI", 0, 0, 8, 1, 3) + bytes([2, 0, 1]))
(HERE / "short-idx").write_bytes(struct.pack(">BBBBIhh", 0, 0, 0x0B, 1, 2, -5, 300))
(HERE / "double-idx").write_bytes(struct.pack(">BBBBId", 0, 0, 0x0E, 1, 1, 2.5))
text = b"x,y\n1,2\n3,4\n"
(HERE / "members.csv.gz").write_bytes(
    gzip.compress(text[:6], mtime=0) + gzip.compress(text[6:], mtime=0))
