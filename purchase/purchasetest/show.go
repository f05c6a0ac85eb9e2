package purchasetest

import (
	"bytes"
	"encoding/json"
	"math/big"
	"strings"
)

// show is an order as the service shows it at this time. It changes the copy that
// it is given.
func (e *Emulator) show(order Order) Order {
	age := e.now().Sub(order.CreateDate)
	if order.DryRun || age >= max(e.opts.ItemsAfter, e.opts.StatusAfter) {
		return order
	}
	for _, item := range order.items {
		item.Status = 0
	}
	for i := range order.Listings {
		if age < e.opts.ItemsAfter {
			order.Listings[i].Items = []OrderItem{}
		}
	}
	return order
}

// marshal writes a body in the form of amounts that the options ask for.
func (e *Emulator) marshal(content any) ([]byte, error) {
	body, err := json.Marshal(content)
	if err != nil || e.opts.Amounts == AmountsShort {
		return body, err
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	e.opts.Amounts.respell(value)
	return json.Marshal(value)
}

// respell rewrites the amounts of a reply.
func (a Amounts) respell(value any) {
	switch value := value.(type) {
	case []any:
		for _, element := range value {
			a.respell(element)
		}
	case map[string]any:
		for key, member := range value {
			number, isNumber := member.(json.Number)
			switch {
			case !isNumber:
				a.respell(member)
			case key == "cost", key == "shipcost", key == "tax":
				value[key] = json.Number(a.spell(number.String()))
			}
		}
		if lines, ok := value["listings"].([]any); ok && a == AmountsFull {
			divide(lines)
		}
	}
}

// spell writes an amount of at most two decimals.
func (a Amounts) spell(text string) string {
	amount, ok := new(big.Rat).SetString(text)
	switch {
	case !ok:
		return text
	case a == AmountsFull:
		return amount.FloatString(8)
	case amount.Sign() == 0:
		return "0E-8"
	}
	digits := strings.TrimLeft(strings.Replace(amount.FloatString(2), ".", "", 1), "0")
	short := strings.TrimRight(digits, "0")
	exponent := len(digits) - len(short) - 2
	switch {
	case a == AmountsExponent && len(short) > 1:
		return short[:1] + "." + short[1:] + exponentText(exponent+len(short)-1)
	case a == AmountsExponent, exponent > 0:
		return short + exponentText(exponent)
	}
	return text
}

// exponentText is the exponent as Java writes it.
func exponentText(exponent int) string {
	sign := "+"
	if exponent < 0 {
		sign, exponent = "-", -exponent
	}
	return "E" + sign + big.NewInt(int64(exponent)).String()
}

// divide shows each item's share of the shipping as it was divided.
func divide(lines []any) {
	sum, shares := new(big.Rat), []map[string]any{}
	for _, line := range lines {
		line, _ := line.(map[string]any)
		items, _ := line["orderItems"].([]any)
		for _, item := range items {
			item, _ := item.(map[string]any)
			cost, _ := item["shipcost"].(json.Number)
			share, ok := new(big.Rat).SetString(cost.String())
			if ok && share.Sign() > 0 {
				sum.Add(sum, share)
				shares = append(shares, item)
			}
		}
	}
	if len(shares) == 0 {
		return
	}
	share := sum.Quo(sum, new(big.Rat).SetInt64(int64(len(shares))))
	for _, item := range shares {
		item["shipcost"] = json.Number(share.FloatString(16))
	}
}
