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
# groups that the data point at; the third has no members
c=np.array([1,2,2,1,2])
print("groups", repr(sum(niw(Y[c==k]) for k in (1,2))), repr(sum(iw(Y[c==k]) for k in (1,2))))
from scipy.special import gammaln
def ng(x,m=0.5,k=2.0,a=2.0,b=1.5):
    n=len(x); xb=x.mean(); kn=k+n; an=a+n/2
    bn=b+0.5*((x-xb)**2).sum()+k*n*(xb-m)**2/(2*kn)
    return gammaln(an)-gammaln(a)+a*np.log(b)-an*np.log(bn)+0.5*np.log(k/kn)-n/2*np.log(2*np.pi)
print("normal-gamma groups", repr(sum(ng(Y[c==k][:,0]) for k in (1,2))))
