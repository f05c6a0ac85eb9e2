package abebookstest

import "fmt"

// The codes that the emulator gives by its own judgement; the others occur on
// demand.
const (
	codeInvalidXML     = 104
	codeUnauthorized   = 108
	codeUnknownAction  = 109
	codeInvalidUser    = 110
	codeSuccess        = 600
	codeBadID          = 601
	codeListTooLarge   = 602
	codeBadTransaction = 603
	codeBadPrice       = 604
	codeBadData        = 606
	codeBadTemplate    = 607
)

// The successful texts are the service's own. What it writes for failures is
// not known.
const (
	textStored          = "Book added or updated"
	textDeleted         = "Book deleted"
	textCompleted       = "Updates completed normally"
	textPartlyCompleted = "Updates completed with errors"
)

var failureTexts = map[int]string{
	100:                "Database unavailable",
	103:                "Network error",
	codeInvalidXML:     "Invalid XML",
	105:                "Unhandled exception",
	106:                "External server unavailable",
	codeUnauthorized:   "Unauthorized action",
	codeUnknownAction:  "Unknown action",
	codeInvalidUser:    "User is invalid",
	111:                "Error validating the user",
	codeBadID:          "Book id is not valid",
	codeListTooLarge:   "Book list is too large",
	codeBadTransaction: "Illegal book transaction",
	codeBadPrice:       "Bad price",
	codeBadData:        "Bad book data",
	codeBadTemplate:    "Shipping template id is not valid",
}

// failureText also serves codes that a test made up.
func failureText(code int) string {
	if text, known := failureTexts[code]; known {
		return text
	}
	return fmt.Sprintf("Error %d", code)
}
