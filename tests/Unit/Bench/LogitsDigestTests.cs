using Orchestrator.Bench.Engine;
using Orchestrator.Unit.Engine;
using Orchestrator.Workers.KvCache;
using Xunit;

namespace Orchestrator.Unit.Bench;

/// <summary>The digest changes with the model and the KV type, and with nothing else.</summary>
public sealed class LogitsDigestTests
{
    [Fact]
    public void Batch_and_chunk_do_not_change_it()
    {
        var alone = Digest(1, LogitsDigest.Prefilled);
        Assert.Equal(64, alone.Length);
        foreach (var (batch, chunk) in new[] { (1, 1), (1, 7), (1, 16), (8, LogitsDigest.Prefilled), (8, 5), (3, 31) }) Assert.Equal(alone, Digest(batch, chunk));
    }

    [Fact]
    public void A_chunk_longer_than_the_text_is_the_whole_text() => Assert.Equal(Digest(1, LogitsDigest.Prefilled), Digest(1, 1000));

    [Fact]
    public void The_KV_type_changes_it() => Assert.NotEqual(Digest(1, 16), Digest(1, 16, element: KvElement.BF16));

    [Fact]
    public void Another_model_changes_it() => Assert.NotEqual(Digest(1, 16), Digest(1, 16, "llama-gqa-tied"));

    private static string Digest(int batch, int chunk, string model = CommandLines.Model, KvElement element = KvElement.F32)
    {
        using var backend = TinyModel.Backend(model, batch * MemoryNeed.Of(LogitsDigest.Tokens), element);
        return LogitsDigest.Compute(backend, TinyModel.Open(model).Config.Vocab, batch, chunk);
    }
}
