using System.Text;
using System.Text.Json;

namespace Orchestrator.EndToEnd.Asking;

/// <summary>Reads server-sent events of the kind OpenAI sends: one "data:" line and an empty one per event, the last "[DONE]". Anything else is an error.</summary>
internal sealed class SseReader(Stream body) : IDisposable
{
    private readonly StreamReader _lines = new(body, Encoding.UTF8);

    /// <summary>The next event's JSON; null after [DONE]. Throws when the stream breaks off before it.</summary>
    public async Task<JsonElement?> NextAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var line = await _lines.ReadLineAsync(cancellation) ?? throw new EndOfStreamException("the stream ended without [DONE]");
            // A comment keeps a silent connection open.
            if (line.Length == 0 || line[0] == ':') continue;
            if (!line.StartsWith("data: ", StringComparison.Ordinal)) throw new FormatException($"not an event: {line}");
            if (await _lines.ReadLineAsync(cancellation) is not "") throw new FormatException($"no empty line after: {line}");
            if (line == "data: [DONE]")
            {
                if (await _lines.ReadLineAsync(cancellation) is { } more) throw new FormatException($"after [DONE] comes: {more}");
                return null;
            }
            return JsonDocument.Parse(line.AsMemory("data: ".Length)).RootElement;
        }
    }

    public void Dispose() => _lines.Dispose();
}
