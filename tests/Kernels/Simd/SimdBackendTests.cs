using Orchestrator.ModelFiles;
using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Model;
using Orchestrator.Workers.Model.Simd;
using Xunit;

namespace Orchestrator.Kernels.Simd;

public sealed class SimdBackendTests : IDisposable
{
    private const int Vocab = 50;
    private readonly InMemoryModel _model = new(InMemoryModel.Shape("llama", 2, 32, 2, 1, 16, 48, Vocab, RopePairing.Interleaved), TensorType.F32, 3);
    private readonly SimdBackend _backend;

    public SimdBackendTests() => _backend = new(_model, new SimdOptions(2, KvElement.F32, 4));

    public void Dispose()
    {
        _backend.Dispose();
        _model.Dispose();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(Vocab)]
    public void A_token_outside_the_vocabulary_is_refused(int token) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Run([1, token], [new(0, 0, 2, new[] { 0 })], [1]));

    [Fact]
    public void Blocks_that_do_not_exist_or_do_not_suffice_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Run([1], [new(0, 0, 1, new[] { 4 })], [0]));
        Assert.Throws<ArgumentException>(() => Run([1], [new(0, 16, 1, new[] { 0 })], [0]));
    }

    [Fact]
    public void Sequences_that_do_not_cover_the_tokens_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Run([1, 2], [new(0, 0, 1, new[] { 0 })], [0]));
        Assert.Throws<ArgumentException>(() => Run([1, 2], [new(0, 0, 1, new[] { 0 }), new(0, 0, 1, new[] { 1 })], [0]));
    }

    [Fact]
    public void Logit_rows_must_ascend_and_exist()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Run([1, 2], [new(0, 0, 2, new[] { 0 })], [1, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Run([1, 2], [new(0, 0, 2, new[] { 0 })], [2]));
    }

    [Fact]
    public void Numbers_that_overflow_reach_the_logits()
    {
        // The engine tells broken numbers from good ones; the backend hides nothing.
        var (keys, values) = (new byte[_backend.Kv.TokenBytes], new byte[_backend.Kv.TokenBytes]);
        values.AsSpan().Fill(0xFF);
        _backend.WriteKv(0, 0, 1, keys, values);
        Assert.All(Run([1], [new(0, 1, 1, new[] { 0 })], [0]), logit => Assert.True(float.IsNaN(logit)));
        Assert.All(Run([1], [new(0, 0, 1, new[] { 1 })], [0]), logit => Assert.True(float.IsFinite(logit)));
    }

    [Fact]
    public void An_exception_of_the_listener_comes_out_and_the_backend_goes_on()
    {
        var batch = new Batch { Tokens = [1, 2], Sequences = [new(0, 0, 2, new[] { 0 })], LogitRows = [1] };
        Assert.Throws<IOException>(() => _backend.Forward(batch, new float[Vocab], _ => throw new IOException("gone")));
        Assert.Equal(Run([1, 2], [new(0, 0, 2, new[] { 0 })], [1]), Run([1, 2], [new(0, 0, 2, new[] { 2 })], [1]));
    }

    [Fact]
    public void Its_shape_and_numerics_can_be_told()
    {
        Assert.Equal(new KvLayout(2, 1, 16, KvElement.F32, 4), _backend.Kv);
        Assert.StartsWith("simd (", _backend.Device, StringComparison.Ordinal);
        Assert.Equal($"simd 2, 8 lanes, {(Lanes.Fused ? "fused" : "unfused")}", _backend.Numerics);
    }

    private float[] Run(int[] tokens, SequenceSlice[] sequences, int[] logitRows)
    {
        var logits = new float[logitRows.Length * Vocab];
        _backend.Forward(new Batch { Tokens = tokens, Sequences = sequences, LogitRows = logitRows }, logits, null);
        return logits;
    }
}
