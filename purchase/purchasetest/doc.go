// Package purchasetest emulates the AbeBooks Purchase API v1, so that code
// which buys books can be tested without a vendor, a card or a network.
//
//	emu := purchasetest.NewServer(purchasetest.Options{})
//	defer emu.Close()
//	emu.AddListings(purchasetest.Listing{ID: 777, Title: "Emma", Price: 1250, Shipping: 300})
//
//	shop := myshop.New(emu.URL, emu.AccessKey(), emu.SecretKey(), emu.CardToken())
//	if err := shop.Restock(ctx, 777); err != nil {
//		t.Fatal(err)
//	}
//	order := emu.Orders()[0]
//	emu.Ship(order.ID, "USPS", "9400-1000")
//	if got := shop.Follow(ctx, order.ID); got != "shipped" {
//		t.Errorf("the shop says %q of an order that left", got)
//	}
//
// # What it verifies
//
// A request is checked in this order, and the first check that fails decides the
// answer: path (4042), method (4050), media types (4150, 4060), rate limit
// (4291), Abe-RequestId (4018), lock-out (4292), access key (4010, 4014,
// 4015), Abe-Date and its five-minute window (4011, 4012, 4013), signature
// (4016, 4017), rights (4030), JSON (4003), shape (4000), a request ID used
// before (2003, 4090), listings (4002), card token (4001, 4293), everything
// else (4220, one message for each problem). The signature is verified over
// the URL as it was requested.
//
// # Where the documents are silent
//
// Where the vendor says nothing, the emulator does the following. [Options] has a
// switch for everything that a client must tolerate either way.
//
//   - A request ID is remembered from the moment that its order is being created.
//     Request IDs of refused requests and dry runs are not remembered. "The same
//     content" means the same bytes.
//   - An order with a listing above its maxPrice (price and first-item
//     shipping) is created, with item status 53 and no cost for that listing;
//     above totalMaxPrice all its items have status 53. Items that are not
//     bought (14, 17, 19, 53, 54, 90) cost nothing.
//   - Each line of an order is charged its listing's first-item shipping once. The
//     sum is divided among the items that are bought, in cents.
//   - Bounds of a search are exclusive. A search by orderId, orderItemId or
//     referenceId covers 90 days like any other, unless IDsFindAnyAge is set.
//     An itemUpdateDate filter never finds items that have not been updated. A
//     filtered listing keeps its ordered quantity.
//   - A cursor is valid with the criteria it was issued for and with any limit, and
//     can be used again. With other criteria it is refused with 4220.
//   - Parameters and keys that the vendor does not document are ignored. Case
//     matters in the names of documented ones.
//   - A 2003 for an order in process carries messages, not an order.
//
// # Faults
//
// [Options] and [Emulator.RefuseNext] give every answer that the service can
// give. Everything else that can go wrong between a client and a service is
// injected with [Emulator.Intercept]; see its example.
//
// [Emulator.Odd] changes a share of the replies at random, the same ones for the
// same seed. The emulator's state still shows what was really done, so a test can
// compare that with what a program believes.
package purchasetest
