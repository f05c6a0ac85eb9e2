package aim

import (
	"errors"
	"fmt"
	"html"
	"strings"

	"github.com/sellerwire/sellerwire/internal/charset"
)

// answer is an XML reply, reduced to its texts and the elements around them. The names of
// the elements do not count, because recorded replies differ in them.
type answer struct {
	// leaves are the texts in document order, and the elements that are empty.
	leaves []leaf
	root   string // the name of the first element; empty if there is none
}

type leaf struct{ element, text string }

// Limits of an answer, so that no reply takes much memory or time. The service lists a
// few hundred entries at most.
const (
	maxTags  = 100_000
	maxDepth = 100
	maxText  = 64 << 10 // bytes of one element
)

// first returns the leaf with the first text; the zero leaf if there is no text.
func (a answer) first() leaf {
	for _, l := range a.leaves {
		if l.text != "" {
			return l
		}
	}
	return leaf{}
}

// others returns the texts after the first.
func (a answer) others() []string {
	var texts []string
	for _, l := range a.leaves {
		if l.text != "" {
			texts = append(texts, l.text)
		}
	}
	return texts[min(1, len(texts)):]
}

// readAnswer reads the body as far as it can. A text without any element is an answer
// too: the guide prints its answers that way. Anything that is not markup is text: a
// stray bracket, a tag that is never closed, an unknown entity.
func readAnswer(body []byte) (answer, error) {
	r := answerReader{rest: trimAnswer(body)}
	if !strings.HasPrefix(r.rest, "<") {
		if r.rest != "" {
			r.leaves = []leaf{{text: r.rest}}
		}
		return r.answer, nil
	}
	for r.rest != "" {
		if err := r.step(); err != nil {
			return r.answer, err
		}
	}
	if len(r.open) > 0 {
		return r.answer, errors.New("it ends within an element")
	}
	return r.answer, nil
}

// trimAnswer decodes a body. Answers declare no encoding.
func trimAnswer(body []byte) string {
	return strings.TrimSpace(strings.TrimPrefix(charset.DecodeLine(body), "\uFEFF"))
}

type answerReader struct {
	answer
	rest string
	open []element
	tags int
}

// element is an open element.
type element struct {
	name   string
	text   []byte
	nested bool // contains elements
}

// step reads a text and the markup after it.
func (r *answerReader) step() error {
	at := strings.IndexByte(r.rest, '<')
	if at < 0 {
		at = len(r.rest)
	}
	text := r.rest[:at]
	r.rest = r.rest[at:]
	switch {
	case !r.addText(text):
		return fmt.Errorf("it has a text of more than %d bytes", maxText)
	case r.rest == "":
		return nil
	case strings.HasPrefix(r.rest, "<!--"):
		return r.skip("-->")
	case strings.HasPrefix(r.rest, "<![CDATA["):
		if text, _, _ := strings.Cut(r.rest[len("<![CDATA["):], "]]>"); !r.addText(html.EscapeString(text)) {
			return fmt.Errorf("it has a text of more than %d bytes", maxText)
		}
		return r.skip("]]>")
	case strings.HasPrefix(r.rest, "<?"):
		return r.skip("?>")
	case strings.HasPrefix(r.rest, "<!"):
		return r.skip(">")
	}
	return r.tag()
}

// skip moves to just after the given end.
func (r *answerReader) skip(end string) error {
	_, rest, found := strings.Cut(r.rest, end)
	if !found {
		return errors.New("it ends within a tag")
	}
	r.rest = rest
	return nil
}

// tag reads the tag at the start of rest. A bracket that starts no tag is text.
func (r *answerReader) tag() error {
	end := strings.IndexAny(r.rest[1:], "<>") + 1
	name, closing := strings.CutPrefix(r.rest[1:max(1, end)], "/")
	selfClosing := strings.HasSuffix(name, "/")
	name = strings.TrimSuffix(name, "/")
	if at := strings.IndexAny(name, " \t\r\n"); at >= 0 {
		name = name[:at]
	}
	switch {
	case end == 0:
		return errors.New("it ends within a tag")
	case r.rest[end] == '<' || name == "" || !isLetter(name[0]):
		r.addText("<")
		r.rest = r.rest[1:]
		return nil
	}
	r.rest = r.rest[end+1:]
	if r.tags++; r.tags > maxTags || len(r.open) >= maxDepth {
		return fmt.Errorf("it has more than %d tags, or elements more than %d deep", maxTags, maxDepth)
	}
	switch {
	case closing:
		r.close(name)
	case strings.EqualFold(name, "br") || strings.EqualFold(name, "p") || strings.EqualFold(name, "hr"):
		r.addText(" ")
	default:
		r.begin(name)
		if selfClosing {
			r.close(name)
		} else if strings.EqualFold(name, "script") || strings.EqualFold(name, "style") {
			_, r.rest, _ = strings.Cut(r.rest, "</")
			r.rest = "</" + r.rest
		}
	}
	return nil
}

func (r *answerReader) begin(name string) {
	if r.root == "" {
		r.root = name
	}
	if n := len(r.open); n > 0 {
		r.open[n-1].nested = true
	}
	r.open = append(r.open, element{name: name})
}

// close closes the innermost open element with this name. Elements that are still open
// within it were never elements: their texts become part of its text.
func (r *answerReader) close(name string) {
	at := len(r.open) - 1
	for at >= 0 && !strings.EqualFold(r.open[at].name, name) {
		at--
	}
	if at < 0 {
		return // nothing of that name is open
	}
	e := r.open[at]
	for _, inner := range r.open[at+1:] {
		e.text = append(append(e.text, ' '), inner.text...)
		e.nested = false
	}
	r.open = r.open[:at]
	text := strings.TrimSpace(html.UnescapeString(string(e.text)))
	if text != "" || !e.nested {
		r.leaves = append(r.leaves, leaf{e.name, text})
	}
}

// addText appends to the text of the innermost element. It returns false if the text is
// too long.
func (r *answerReader) addText(text string) bool {
	n := len(r.open)
	if n == 0 {
		return true
	}
	e := &r.open[n-1]
	e.text = append(e.text, text...)
	return len(e.text) <= maxText
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
