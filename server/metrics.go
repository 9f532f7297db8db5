package server

import (
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"kompas/observe"
)

// metrics holds the figures of /metrics.
type metrics struct {
	registry    *prometheus.Registry
	connections prometheus.Gauge
	entries     prometheus.Counter
	rejects     *prometheus.CounterVec // by code
	appends     prometheus.Histogram
	slow        prometheus.Counter
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		connections: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "kompas_live_connections", Help: "Live connections that are open."}),
		entries: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "kompas_entries_total", Help: "Entries acknowledged, those sent again included."}),
		rejects: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "kompas_rejects_total", Help: "Entries rejected, by code."}, []string{"code"}),
		appends: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "kompas_append_seconds", Help: "Time from reading an append to its answers.",
			Buckets: prometheus.ExponentialBuckets(0.0001, 2, 17)}),
		slow: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "kompas_slow_watchers_total", Help: "Live connections closed since they read too slowly."}),
	}
	m.registry.MustRegister(m.connections, m.entries, m.rejects, m.appends, m.slow,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Opened counts a live connection that was opened.
func (m *metrics) Opened() { m.connections.Inc() }

// Closed counts a live connection that was closed; slow: its client did not take
// what was sent.
func (m *metrics) Closed(slow bool) {
	m.connections.Dec()
	if slow {
		m.slow.Inc()
	}
}

// Answered counts the answers to an append, and how long it took from reading it
// until it was decided on.
func (m *metrics) Answered(results []observe.Result, took time.Duration) {
	m.appends.Observe(took.Seconds())
	stored := 0
	for _, r := range results {
		if r.Err != nil {
			m.rejects.WithLabelValues(string(r.Err.Code)).Inc()
		} else {
			stored++
		}
	}
	m.entries.Add(float64(stored))
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{DisableCompression: true})
}

func readMetrics(c *call) error {
	c.metrics.handler().ServeHTTP(c.w, c.r)
	return nil
}
