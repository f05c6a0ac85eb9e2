package aim

import (
	"context"
	"io"
	"net/http"

	"github.com/sellerwire/sellerwire"
	"github.com/sellerwire/sellerwire/aim/flatfile"
	"github.com/sellerwire/sellerwire/internal/transport"
)

// Download is a file of any size that is read as it arrives. The caller must close it. It
// is not safe for concurrent use. Pass it to a reader of package flatfile, together with
// its ReadOptions, or save its bytes.
type Download struct {
	stream *transport.Stream
	opts   flatfile.ReadOptions
}

// Read reads the next bytes. An error other than [io.EOF] means that the file is not
// complete; it is a [sellerwire.Error]. A download cannot be resumed: start it again. The
// context of the call that started the download limits it.
func (d *Download) Read(p []byte) (int, error) { return d.stream.Read(p) }

// Close ends the download. The rest is not fetched.
func (d *Download) Close() error { return d.stream.Close() }

// Header returns the header of the reply. Do not change it.
func (d *Download) Header() http.Header { return d.stream.Header }

// ReadOptions returns what the readers of package flatfile need: the encoding, the zones,
// and whether the end of the transfer is known to be the end of the file.
//
//	for order, err := range flatfile.ReadOrders(download, download.ReadOptions()) {
func (d *Download) ReadOptions() flatfile.ReadOptions { return d.opts }

var _ io.ReadCloser = (*Download)(nil)

// DownloadErrorLog fetches the error log of an upload: what the service found wrong with
// its items. Read it with [flatfile.ReadErrorLog]. It only reads and is retried
// automatically, until the first byte has been returned. [CodeFileNotFound] means that
// there is no log, or none yet. [CodeInvalidBatch] means that there is no such upload.
func (c *Client) DownloadErrorLog(ctx context.Context, batchID string, opts ...sellerwire.CallOption) (*Download, error) {
	return c.download(ctx, "download error log", "download/errorlog", "BatchID", batchID, opts)
}

// DownloadQuickFix fetches the rows of an upload that the service rejected, with the
// columns of the upload, so that you can correct and upload them again. Read it with
// [flatfile.NewQuickFix]. A UIEE file, and an upload without errors, have no quick fix
// file: the error has [CodeFileNotFound]. It is retried like [Client.DownloadErrorLog].
func (c *Client) DownloadQuickFix(ctx context.Context, batchID string, opts ...sellerwire.CallOption) (*Download, error) {
	return c.download(ctx, "download quick fix", "download/quickfix", "BatchID", batchID, opts)
}

// DownloadReport fetches a report of any kind by its ID. For a report that is not
// finished the error has [CodeFileNotFound]. It is retried like
// [Client.DownloadErrorLog].
func (c *Client) DownloadReport(ctx context.Context, reportID string, opts ...sellerwire.CallOption) (*Download, error) {
	return c.download(ctx, "download report", "download/report", "ReportID", reportID, opts)
}

// DownloadLatestReport fetches the newest finished report of a kind, which can be one
// that the service made on its schedule. For a [PreorderReport] it also sends productline
// Books and frequency 2, as a client in production did. It is retried like
// [Client.DownloadErrorLog].
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
