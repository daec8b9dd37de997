"""Prints the literals of Chains/KalmanTests.swift: a textbook filter and smoother, and a dense covariance."""
import numpy as np
def kalman(F,Q,H,R,m0,P0,y,c=None):
    d=len(m0); ll=0; ms=[];Ps=[];mp=[];Pp=[]
    m,P=m0.copy(),P0.copy()
    for t in range(len(y)):
        if t>0: m,P=F@m,F@P@F.T+Q
        mp.append(m.copy());Pp.append(P.copy())
        if not np.isnan(y[t]):
            e=y[t]-H@m-(0 if c is None else c[t]); S=H@P@H+R; K=P@H/S
            ll+=-0.5*(np.log(2*np.pi*S)+e*e/S); m=m+K*e; P=P-np.outer(K,H@P)
        ms.append(m.copy());Ps.append(P.copy())
    sm,sP=[ms[-1]],[Ps[-1]]
    for t in range(len(y)-2,-1,-1):
        G=Ps[t]@F.T@np.linalg.inv(Pp[t+1])
        sm.insert(0,ms[t]+G@(sm[0]-mp[t+1])); sP.insert(0,Ps[t]+G@(sP[0]-Pp[t+1])@G.T)
    return ll,sm,sP
n=np.nan
t=np.arange(40)
y=np.round(np.sin(0.3*t)+0.02*t,2)
y[[3,10,11,39]]=n
q,r=0.4,0.7
ll,sm,sP=kalman(np.eye(1),np.array([[q*q]]),np.ones(1),r*r,np.zeros(1),np.array([[4.]]),y)
print(repr(ll),[ (float(sm[i][0]),float(sP[i][0,0])) for i in (0,10,39)])
print([None if np.isnan(v) else float(v) for v in y])
# two-dimensional state
A=np.array([[0.9,0.3],[-0.2,0.8]]); Q=np.array([[0.6,0.1],[0.1,0.7]])
ll2,sm,sP=kalman(A,Q,np.array([1,0.5]),0.09,np.array([0.5,-0.5]),np.eye(2),y)
print(repr(ll2),[(sm[i].tolist(),sP[i].tolist()) for i in (0,11)])
# AR(2) with noise: state (x_t,x_{t-1}); start x1~N(0,1), x2~N(.5 x1,1)
a,b=0.5,-0.2
# stack densely
T=40
L=np.eye(T);D=np.ones(T);D[2:]=0.16
L[1,0]=-0.5
for i in range(2,T): L[i,i-1]=-a;L[i,i-2]=-b
Pr=L.T@np.diag(1/D)@L; C=np.linalg.inv(Pr)
o=~np.isnan(y); S=C[np.ix_(o,o)]+0.09*np.eye(o.sum())
from scipy.stats import multivariate_normal as mv
print(repr(mv.logpdf(y[o],np.zeros(o.sum()),S)))
# a level and its slope: state (x_t, b_t)
F=np.array([[1.,1],[0,1]])
ll3,sm,sP=kalman(F,np.diag([0.16,0.01]),np.array([1.,0]),0.49,np.zeros(2),np.diag([4.,0.25]),y)
print(repr(ll3),[(sm[i].tolist(),np.diag(sP[i]).tolist()) for i in (0,11,39)])
# a level and a season of four: state (x_t, s_t, s_t-1, s_t-2), from t = 3 on
F=np.array([[1.,0,0,0],[0,-1,-1,-1],[0,1,0,0],[0,0,1,0]])
C=np.zeros((80,80)); G=np.zeros((80,80)); D=np.zeros(80)  # x_1..x_40, s_1..s_40 by their innovations
L=np.eye(80); D[:40]=0.16; D[0]=4; D[40:]=0.04; D[40:43]=1
for i in range(1,40): L[i,i-1]=-1
for i in range(43,80): L[i,[i-1,i-2,i-3]]=1
C=np.linalg.inv(L); C=C@np.diag(D)@C.T
H=np.hstack([np.eye(40),np.eye(40)])[o]
S=H@C@H.T+0.49*np.eye(o.sum())
print(repr(mv.logpdf(y[o],np.zeros(o.sum()),S)))
