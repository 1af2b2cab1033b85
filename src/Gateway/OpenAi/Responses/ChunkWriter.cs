using System.Buffers;
using System.Text.Json;

namespace Orchestrator.Gateway.OpenAi.Responses;

/// <summary>Turns the chunks of one streamed answer into server-sent events. What all of them repeat is serialized once.</summary>
public abstract class ChunkWriter : IDisposable
{
    private readonly byte[] _before;
    private readonly byte[] _after;
    private readonly Utf8JsonWriter _json = new(Stream.Null, JsonText.Options);
    private readonly bool _includeUsage;

    /// <param name="head">Repeated in every chunk.</param>
    /// <param name="type">The chunk's <c>object</c>.</param>
    /// <param name="includeUsage">Give every chunk a <c>usage</c>, which is null except in the last.</param>
    private protected ChunkWriter(AnswerHead head, ReadOnlySpan<byte> type, bool includeUsage)
    {
        _includeUsage = includeUsage;
        _before = Before(head, type);
        _after = (includeUsage ? ",\"usage\":null}\n\n"u8 : "}\n\n"u8).ToArray();
    }

    /// <summary>Appends the events for one chunk; the endpoint decides how many.</summary>
    public abstract void Write(IBufferWriter<byte> output, in TokenChunk chunk);

    /// <summary>Appends the last chunk, with token counts and no choices, if the client wants it.</summary>
    public void WriteUsage(IBufferWriter<byte> output, Usage usage)
    {
        if (!_includeUsage) return;
        output.Write(_before);
        output.Write("[],"u8);
        // The counts are written as an object of their own, then stripped of its braces.
        var counts = new ArrayBufferWriter<byte>(128);
        _json.Reset(counts);
        _json.WriteStartObject();
        AnswerJson.WriteUsage(_json, usage);
        _json.WriteEndObject();
        _json.Flush();
        output.Write(counts.WrittenSpan[1..]);
        output.Write("\n\n"u8);
    }

    public void Dispose()
    {
        _json.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Appends one event; <see cref="WriteChoice"/> fills in its only choice.</summary>
    private protected void WriteEvent(IBufferWriter<byte> output, in TokenChunk chunk)
    {
        output.Write(_before);
        _json.Reset(output);
        _json.WriteStartArray();
        _json.WriteStartObject();
        _json.WriteNumber("index"u8, chunk.Choice);
        WriteChoice(_json, chunk);
        AnswerJson.WriteFinish(_json, chunk.Finish);
        _json.WriteEndObject();
        _json.WriteEndArray();
        _json.Flush();
        output.Write(_after);
    }

    /// <summary>Writes the choice's fields between <c>index</c> and <c>finish_reason</c>.</summary>
    private protected abstract void WriteChoice(Utf8JsonWriter json, in TokenChunk chunk);

    // data: {"id":…,"object":…,"created":…,"model":…,"system_fingerprint":…,"choices":
    private static byte[] Before(AnswerHead head, ReadOnlySpan<byte> type)
    {
        var text = new ArrayBufferWriter<byte>(256);
        text.Write("data: "u8);
        using (var json = new Utf8JsonWriter(text, JsonText.Options))
        {
            json.WriteStartObject();
            AnswerJson.WriteHead(json, head, type);
            json.WriteEndObject();
        }
        return [.. text.WrittenSpan[..^1], .. ",\"choices\":"u8];
    }
}
