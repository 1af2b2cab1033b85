using System.Text.Json;

namespace Orchestrator.Workers.Transfer;

/// <summary>The first words on a KV socket: who calls, whom it means, and under which numerics. KV never crosses fingerprints.</summary>
internal sealed record KvHello(uint Version, string Pool, string Caller, Guid CallerLife, Guid AnswererLife, string Fingerprint)
{
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this);

    public static KvHello? TryParse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<KvHello>(bytes);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
