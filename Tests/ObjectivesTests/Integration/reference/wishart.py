"""Prints the literals of WishartTests.swift: evidences of the normal-inverse-Wishart model."""
import numpy as np
from scipy.special import multigammaln
Y=np.array([[0.3,1.1],[1.2,-0.4],[-0.7,0.5],[2.0,1.6],[0.1,0.2]])
n,D=Y.shape
m=np.array([0.5,-0.2]); k=2.0; nu=5.0; Psi=np.array([[1.5,0.3],[0.3,0.8]])
def niw(Y):
    n=len(Y); yb=Y.mean(0); S=(Y-yb).T@(Y-yb)
    kn=k+n; nun=nu+n; Pn=Psi+S+k*n/kn*np.outer(yb-m,yb-m)
    ld=lambda A: np.linalg.slogdet(A)[1]
    return -n*D/2*np.log(np.pi)+multigammaln(nun/2,D)-multigammaln(nu/2,D)+nu/2*ld(Psi)-nun/2*ld(Pn)+D/2*(np.log(k)-np.log(kn))
print("niw",repr(niw(Y)))
# known mean
def iw(Y):
    n=len(Y); S=(Y-m).T@(Y-m); ld=lambda A: np.linalg.slogdet(A)[1]
    return -n*D/2*np.log(np.pi)+multigammaln((nu+n)/2,D)-multigammaln(nu/2,D)+nu/2*ld(Psi)-(nu+n)/2*ld(Psi+S)
print("iw",repr(iw(Y)))
# Wishart precision: Lambda ~ W(nu, Psi^-1) is the same as InvWishart(nu,Psi)
print(np.linalg.inv(Psi).tolist())
