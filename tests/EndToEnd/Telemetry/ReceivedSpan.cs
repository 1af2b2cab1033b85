namespace Orchestrator.EndToEnd.Telemetry;

/// <summary>A span as a collector gets it.</summary>
internal sealed record ReceivedSpan(string Service, string Trace, string Id, string Parent, string Name, ulong Start, ulong End, IReadOnlyDictionary<string, string> Attributes)
{
    /// <summary>All spans of an export request (opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest).</summary>
    public static IEnumerable<ReceivedSpan> Read(byte[] request) =>
        from resource in new WireFields(request).Messages(1)
        let service = resource.Messages(1).Select(r => r.Attributes(1).GetValueOrDefault("service.name")).FirstOrDefault() ?? ""
        from scope in resource.Messages(2)
        from span in scope.Messages(2)
        select new ReceivedSpan(service, span.Hex(1), span.Hex(2), span.Hex(4), span.Text(5), span.Fixed64(7), span.Fixed64(8), span.Attributes(9));
}
