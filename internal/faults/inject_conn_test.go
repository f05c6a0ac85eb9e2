package faults_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// closedPort is one that nobody listens at.
const closedPort = "127.0.0.1:1"

func refuse(ctx context.Context, _ *site) (net.Conn, error) {
	return new(net.Dialer).DialContext(ctx, "tcp", closedPort)
}

// What package net says of names. A resolver is not asked: the machine may have
// none.

func noSuchName(context.Context, *site) (net.Conn, error) {
	return nil, &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "shop.invalid", IsNotFound: true}}
}

func nameServerDown(context.Context, *site) (net.Conn, error) {
	return nil, &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "server misbehaving", Name: "shop.invalid", IsTemporary: true}}
}

// nobodysCertificate is valid for the service's address, but signed by nobody
// that is trusted.
var nobodysCertificate = sync.OnceValue(func() tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	about := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "nobody"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, about, about, &key.PublicKey, key)
	if err != nil {
		panic(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
})

// failingWrite resets the connection when a part of what is written at first
// has left.
func failingWrite(part float64) func(*site, net.Conn) net.Conn {
	return func(s *site, conn net.Conn) net.Conn {
		return &faultyConn{Conn: conn, write: func(p []byte) (n int, err error, struck bool) {
			if !s.striking() {
				return 0, nil, false
			}
			s.strike()
			n, _ = conn.Write(p[:int(part*float64(len(p)))])
			resetConn(conn)
			return n, &net.OpError{Op: "write", Net: "tcp", Err: os.NewSyscallError("write", syscall.ECONNRESET)}, true
		}}
	}
}

// endInWrite ends the context when a request is about to be written, to a
// service that takes nothing.
func endInWrite(s *site, conn net.Conn) net.Conn {
	closed := make(chan struct{})
	return &faultyConn{
		Conn: conn,
		write: func([]byte) (int, error, bool) {
			if !s.striking() {
				return 0, nil, false
			}
			s.strike()
			s.ctx.end()
			<-closed
			return 0, net.ErrClosed, true
		},
		close: sync.OnceValue(func() error { close(closed); return conn.Close() }),
	}
}

// faultyConn is a connection of which single operations are replaced.
type faultyConn struct {
	net.Conn
	write func([]byte) (n int, err error, struck bool)
	close func() error
}

func (c *faultyConn) Write(p []byte) (int, error) {
	if n, err, struck := c.write(p); struck {
		return n, err
	}
	return c.Conn.Write(p)
}

func (c *faultyConn) Close() error {
	if c.close != nil {
		return c.close()
	}
	return c.Conn.Close()
}

// endInDial ends the context while the connection is being made. The dial
// itself goes on, as a dial does in net/http.
func endInDial(_ context.Context, s *site) (net.Conn, error) {
	s.ctx.end()
	<-s.over
	return nil, &net.OpError{Op: "dial", Net: "tcp", Err: os.ErrDeadlineExceeded}
}

// resetConn ends a connection with a RST.
func resetConn(conn net.Conn) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}
