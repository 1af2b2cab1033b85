using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Orchestrator.EndToEnd.Processes;
using Orchestrator.EndToEnd.Systems;

namespace Orchestrator.EndToEnd.Telemetry;

/// <summary>An OpenTelemetry collector of the tests' own: takes what is sent to it over HTTP, and remembers spans and which signals came.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<ReceivedSpan> _spans = new();
    private readonly ConcurrentDictionary<string, int> _signals = new();
    private readonly Task _receiving;

    public OtlpReceiver()
    {
        Address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}/");
        _listener.Prefixes.Add(Address);
        _listener.Start();
        _receiving = ReceiveAsync();
    }

    public string Address { get; }

    /// <summary>Settings that make processes send soon, and in the form that this understands.</summary>
    public static (string, string)[] Settings { get; } =
        [("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_BSP_SCHEDULE_DELAY", "100"), ("OTEL_BLRP_SCHEDULE_DELAY", "100"), ("OTEL_METRIC_EXPORT_INTERVAL", "500")];

    /// <summary>traces, metrics, logs: those of which something came.</summary>
    public ICollection<string> Signals => _signals.Keys;

    public IReadOnlyList<ReceivedSpan> Spans => [.. _spans];

    /// <summary>The spans of one trace, once all of these names are among them.</summary>
    public Task<List<ReceivedSpan>> TraceAsync(string trace, params string[] names) => Patience.UntilAsync($"a trace {trace} with {string.Join(", ", names)}", () =>
    {
        var found = _spans.Where(s => s.Trace == trace).ToList();
        return Task.FromResult(names.All(name => found.Exists(s => s.Name == name)) ? found : null);
    }, () => string.Join(", ", _spans.Where(s => s.Trace == trace).Select(s => s.Name)));

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _receiving;
        _listener.Close();
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body, CancellationToken.None);
                var signal = context.Request.Url!.Segments[^1];
                _signals[signal] = 1;
                if (signal == "traces") foreach (var span in ReceivedSpan.Read(body.ToArray())) _spans.Enqueue(span);
                context.Response.ContentType = "application/x-protobuf";
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The tests are over.
        }
    }
}
