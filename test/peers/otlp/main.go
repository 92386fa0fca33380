// A receiver of OTLP/HTTP logs in JSON on 127.0.0.1, built on the OpenTelemetry project's own decoder:
// what it takes, a collector takes. Each request is appended to a file as it was understood, and is
// on the disk before it is answered.
//
//	otlp-receiver PORT FILE
package main

import (
	"io"
	"log"
	"net/http"
	"os"

	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/plog/plogotlp"
)

const maxBody = 64 << 20

type receiver struct {
	file *os.File
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	if request.Method != http.MethodPost || request.URL.Path != "/v1/logs" {
		http.NotFound(w, request)
		return
	}
	if request.Header.Get("Content-Type") != "application/json" {
		http.Error(w, "only application/json", http.StatusUnsupportedMediaType)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, request.Body, maxBody))
	if err != nil {
		http.Error(w, "body", http.StatusBadRequest)
		return
	}
	export := plogotlp.NewExportRequest()
	if err := export.UnmarshalJSON(body); err != nil {
		http.Error(w, "not OTLP", http.StatusBadRequest)
		return
	}
	if err := r.store(export.Logs()); err != nil {
		http.Error(w, "disk", http.StatusServiceUnavailable)
		return
	}
	answer, err := plogotlp.NewExportResponse().MarshalJSON()
	if err != nil {
		http.Error(w, "answer", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(answer)
}

func (r *receiver) store(logs plog.Logs) error {
	marshaler := plog.JSONMarshaler{}
	line, err := marshaler.MarshalLogs(logs)
	if err != nil {
		return err
	}
	if _, err := r.file.Write(append(line, '\n')); err != nil {
		return err
	}
	return r.file.Sync()
}

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: otlp-receiver PORT FILE")
	}
	file, err := os.OpenFile(os.Args[2], os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Args[1], &receiver{file}))
}
