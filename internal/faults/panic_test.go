package faults_test

import (
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestAPanicInAGoroutineEndsTheProgram: where an operation sends from a
// goroutine of its own, nobody can recover a panic of the caller's middleware.
// It is not swallowed either. The program runs in a process of its own.
func TestAPanicInAGoroutineEndsTheProgram(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	require.NoError(t, err)
	for _, op := range operations {
		if !op.apart {
			continue
		}
		t.Run(op.String(), func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			out, err := exec.CommandContext(ctx, self, "-test.run=^TestPanickingProgram$", "-panics="+op.String()).CombinedOutput()
			var died *exec.ExitError
			require.ErrorAs(t, err, &died)
			assert.Contains(t, string(out), "panic: "+callersPanic)
			assert.Empty(t, op.service.sweep(string(out)))
		})
	}
}

// TestPanickingProgram is that program.
func TestPanickingProgram(t *testing.T) {
	if *panics == "" {
		t.Skip("it runs in a process of its own")
	}
	for _, op := range operations {
		if op.String() == *panics {
			s := open(t, op, &fault{name: "middleware panics", panics: true}, -1, patience)
			t.Fatalf("it has returned: %v", op.call(s.ctx, s))
		}
	}
}
