package aim

import (
	"context"
	"io"
	"net/http"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim/flatfile"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// Download is a file of the service as it arrives, of any size. The caller must close it.
// It is not safe for concurrent use. Give it to a reader of package flatfile together with
// its ReadOptions, or save it as it is.
type Download struct {
	stream *transport.Stream
	opts   flatfile.ReadOptions
}

// Read reads on. An error other than [io.EOF] means that the file is not complete; it is a
// [sellerwire.Error]. A download is never resumed: fetch it again. The context of the call
// that started it limits it.
func (d *Download) Read(p []byte) (int, error) { return d.stream.Read(p) }

// Close ends the download. The rest is not fetched.
func (d *Download) Close() error { return d.stream.Close() }

// Header is the header of the reply. It must not be changed.
func (d *Download) Header() http.Header { return d.stream.Header }

// ReadOptions are what the readers of package flatfile need to know: the encoding, the
// zones, and whether the end of the transfer is known to be the end of the file.
//
//	for order, err := range flatfile.ReadOrders(download, download.ReadOptions()) {
func (d *Download) ReadOptions() flatfile.ReadOptions { return d.opts }

var _ io.ReadCloser = (*Download)(nil)

// DownloadErrorLog fetches what the service found wrong with the items of an upload; read
// it with [flatfile.ReadErrorLog]. It is a read and is retried automatically until the
// first byte has been handed over. [CodeFileNotFound] means that there is no log, or not
// yet; [CodeInvalidBatch] that there is no such upload.
func (c *Client) DownloadErrorLog(ctx context.Context, batchID string, opts ...sellerwire.CallOption) (*Download, error) {
	return c.download(ctx, "download error log", "download/errorlog", "BatchID", batchID, opts)
}

// DownloadQuickFix fetches the rows of an upload that the service rejected, under the
// columns of the upload, to be corrected and uploaded again; read it with
// [flatfile.NewQuickFix]. There is none for a UIEE file, nor for an upload without errors:
// [CodeFileNotFound]. It is retried as [Client.DownloadErrorLog] is.
func (c *Client) DownloadQuickFix(ctx context.Context, batchID string, opts ...sellerwire.CallOption) (*Download, error) {
	return c.download(ctx, "download quick fix", "download/quickfix", "BatchID", batchID, opts)
}

// DownloadReport fetches a report by its ID, of whatever kind. A report that is still being
// made is [CodeFileNotFound]. It is retried as [Client.DownloadErrorLog] is.
func (c *Client) DownloadReport(ctx context.Context, reportID string, opts ...sellerwire.CallOption) (*Download, error) {
	return c.download(ctx, "download report", "download/report", "ReportID", reportID, opts)
}

// DownloadLatestReport fetches the newest finished report of a kind, which may be a
// scheduled one. [PreorderReport] goes out with the two further parameters that a client in
// production sent, productline Books and frequency 2. It is retried as
// [Client.DownloadErrorLog] is.
func (c *Client) DownloadLatestReport(ctx context.Context, name ReportName, opts ...sellerwire.CallOption) (*Download, error) {
	return c.download(ctx, "download latest report", "download/report", "ReportName", string(name), opts)
}

func (c *Client) download(ctx context.Context, operation, path, param, value string, opts []sellerwire.CallOption) (*Download, error) {
	call, err := c.transport.Call(operation, nil, opts)
	if err != nil {
		return nil, err
	}
	if faults := tokenFault(param, value); faults != nil {
		return nil, c.transport.Invalid(operation, faults...)
	}
	params := http.Header{param: {value}}
	if value == string(PreorderReport) {
		params["productline"] = []string{"Books"}
		params["frequency"] = []string{"2"}
	}
	req := c.request(c.transferring(transport.Operation{Name: operation, Class: transport.Safe}), path, params)
	req.Call = call
	req.Decode = readFile
	req.Item = func() string { return param + " " + value }
	stream, err := c.transport.Stream(ctx, req)
	if err != nil {
		return nil, err
	}
	options := flatfile.ReadOptions{
		Encoding: c.readEncoding(stream.Header.Get("Content-Type")), Zone: c.config.zones, Ending: flatfile.EndUnknown,
	}
	if stream.Complete {
		options.Ending = flatfile.EndKnown
	}
	return &Download{stream: stream, opts: options}, nil
}
