package transport

import (
	"net/http"
	"strings"
	"time"
)

// measureSkew compares the service's clock with the one that signed, if the
// service refused the signature. A cached reply has an old Date.
func (c *call) measureSkew(header http.Header, now time.Time) time.Duration {
	if _, signs := c.client.auth.(AbeSignature); !signs || c.failure == nil || !c.failure.unauthorized(c.reply.StatusCode) {
		return 0
	}
	date, err := http.ParseTime(header.Get("Date"))
	if age := strings.TrimSpace(header.Get("Age")); err != nil || age != "" && age != "0" {
		return 0
	}
	if skew := date.Sub(now); skew.Abs() > maxClockSkew {
		return skew
	}
	return 0
}

// maxClockSkew leaves a minute of the five for the way and for rounding.
const maxClockSkew = 4 * time.Minute
