package benchmarks

import (
	"os"
	"strconv"
	"strings"
)

// Load is how many programs wanted a CPU of this machine, on average over the last
// minute. It is known on Linux.
func Load() (load float64, known bool) {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return 0, false
	}
	first, _, _ := strings.Cut(string(text), " ")
	load, err = strconv.ParseFloat(first, 64)
	return load, err == nil
}
