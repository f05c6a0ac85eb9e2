// Plot measures how throughput grows with concurrency and how much memory an
// inventory takes, and draws both: go run ./internal/benchmarks/plot
package main

import (
	"context"
	"flag"
	"fmt"
	"math"
	"os"
	"os/signal"
	"strings"

	"github.com/sellerwire/sellerwire/internal/benchmarks"
)

func main() {
	file := flag.String("o", "docs/performance.svg", "the `file` to write")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := draw(ctx, *file); err != nil {
		fmt.Fprintln(os.Stderr, "plot:", err)
		stop()
		os.Exit(1)
	}
}

func draw(ctx context.Context, file string) error {
	batches, single, err := benchmarks.Throughput(ctx)
	if err != nil {
		return err
	}
	sent, read, err := benchmarks.Memory(ctx)
	if err != nil {
		return err
	}
	panels := []panel{
		{
			title: fmt.Sprintf("books per second, server takes %s a request", benchmarks.PerRequest), x: "concurrency",
			lines: []line{{"100 books a request", batches}, {"one book a request", single}}, logY: true,
		},
		{
			title: "peak heap in MiB", x: "books sent, rows read",
			lines: []line{{"abebooks Sync, concurrency 8", sent}, {"order report, flatfile.ReadOrders", read}},
		},
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">`+"\n",
		len(panels)*width, height)
	b.WriteString(`<rect width="100%" height="100%" fill="white"/>` + "\n")
	for i, p := range panels {
		fmt.Fprintf(&b, `<g transform="translate(%d,0)">`+"\n", i*width)
		p.draw(&b)
		b.WriteString("</g>\n")
	}
	b.WriteString("</svg>\n")
	for _, p := range panels {
		for _, l := range p.lines {
			fmt.Printf("%s, %s: %.1f\n", p.title, l.name, l.points)
		}
	}
	return os.WriteFile(file, []byte(b.String()), 0o644)
}

// The sizes of a panel and of the margins around its plot.
const (
	width, height             = 420, 300
	left, right, top, bottom  = 64, 20, 60, 44
	plotWidth, plotHeight     = width - left - right, height - top - bottom
	firstColour, secondColour = "#0b6", "#06c"
)

type line struct {
	name   string
	points []benchmarks.Point
}

// panel is one plot. Its x axis is logarithmic.
type panel struct {
	title, x string
	lines    []line
	logY     bool
}

func (p panel) draw(b *strings.Builder) {
	text(b, left, 18, "start", p.title)
	text(b, left+plotWidth/2, height-8, "middle", p.x)
	points := p.lines[0].points
	first, last := points[0].X, points[len(points)-1].X
	lowest, highest := p.bounds()
	x := func(v float64) float64 { return left + plotWidth*math.Log(v/first)/math.Log(last/first) }
	y := func(v float64) float64 { return top + plotHeight*(1-p.scale(v, lowest, highest)) }
	for _, point := range points {
		text(b, x(point.X), top+plotHeight+16, "middle", short(point.X))
	}
	for _, v := range p.ticks(lowest, highest) {
		fmt.Fprintf(b, `<path d="M%d %.1fH%d" stroke="#ddd"/>`+"\n", left, y(v), left+plotWidth)
		text(b, left-6, y(v)+4, "end", short(v))
	}
	for i, l := range p.lines {
		colour := [2]string{firstColour, secondColour}[i]
		var path strings.Builder
		for j, point := range l.points {
			step := "L"
			if j == 0 {
				step = "M"
			}
			fmt.Fprintf(&path, "%s%.1f %.1f", step, x(point.X), y(point.Y))
		}
		fmt.Fprintf(b, `<path d="%s" fill="none" stroke="%s" stroke-width="2"/>`+"\n", &path, colour)
		fmt.Fprintf(b, `<rect x="%d" y="%d" width="10" height="10" fill="%s"/>`+"\n", left, 26+i*15, colour)
		text(b, left+14, float64(35+i*15), "start", l.name)
	}
}

// bounds are those of the y axis.
func (p panel) bounds() (lowest, highest float64) {
	lowest = math.Inf(1)
	for _, l := range p.lines {
		for _, point := range l.points {
			lowest, highest = min(lowest, point.Y), max(highest, point.Y)
		}
	}
	if p.logY {
		return math.Pow(10, math.Floor(math.Log10(lowest))), math.Pow(10, math.Ceil(math.Log10(highest)))
	}
	return 0, math.Ceil(highest/8) * 8
}

// scale is how far up the y axis a value is, from 0 to 1.
func (p panel) scale(v, lowest, highest float64) float64 {
	if p.logY {
		return math.Log(v/lowest) / math.Log(highest/lowest)
	}
	return (v - lowest) / (highest - lowest)
}

func (p panel) ticks(lowest, highest float64) (ticks []float64) {
	if p.logY {
		for v := lowest; v <= highest; v *= 10 {
			ticks = append(ticks, v)
		}
		return ticks
	}
	for i := range 5 {
		ticks = append(ticks, lowest+(highest-lowest)*float64(i)/4)
	}
	return ticks
}

func short(v float64) string {
	switch {
	case v >= 1e6:
		return fmt.Sprintf("%g M", v/1e6)
	case v >= 1e3:
		return fmt.Sprintf("%g k", v/1e3)
	}
	return fmt.Sprintf("%g", v)
}

func text(b *strings.Builder, x, y float64, anchor, s string) {
	fmt.Fprintf(b, `<text x="%.1f" y="%.1f" text-anchor="%s">%s</text>`+"\n", x, y, anchor, s)
}
