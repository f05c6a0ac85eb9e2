// Package faults holds the evidence for what the clients do when something goes
// wrong. It has tests only:
//
//   - the fault matrix: every public operation of the five clients meets every
//     fault that a network, a service or a caller can cause. The operations are
//     listed in operations_test.go, the faults in faults_test.go, and what must
//     come of each meeting in expected_test.go. docs/faults.md is written from
//     these tables;
//   - the odd-reply matrix: every operation gets replies that are odd in one way,
//     made from golden ones mechanically, and may claim only what is true and
//     what the reply is evidence of. The oddities and what may be claimed are in
//     odd_kinds_test.go and odd_whole_test.go, the operations in odd_SERVICE_test.go.
//     docs/oddreplies.md is written from these tables;
//   - the secret sweep: every error, log record and printed value that the matrix
//     and a service that echoes its requests bring about is searched for every
//     credential, in every form that encodings give it.
//
// The normal run takes every fault for one operation of each service and class,
// and a fixed selection of the others. With -short it takes a selection of
// everything, which CI does where another platform or the race detector is what is
// tried. Everything:
//
//	go test ./internal/faults -full
package faults
