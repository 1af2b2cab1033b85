using Orchestrator.ModelFiles;
using Orchestrator.Workers.Kernels;
using Orchestrator.Workers.Model;
using Orchestrator.Workers.Model.Ilgpu;
using Xunit;

namespace Orchestrator.Kernels.Ilgpu;

[Collection(nameof(Machine))]
public sealed class TopLogitsTests(Machine machine)
{
    [Fact]
    public void Ranks_order_as_logits_do_and_hold_both_numbers()
    {
        float[] rising = [float.NegativeInfinity, float.MinValue, -1, -float.Epsilon, 0, float.Epsilon, 1, float.MaxValue, float.PositiveInfinity, float.NaN];
        for (var i = 0; i < rising.Length; i++)
        {
            Assert.Equal((131071, rising[i]), (TopLogits.Id(TopLogits.Rank(rising[i], 131071)), TopLogits.Logit(TopLogits.Rank(rising[i], 131071))));
            if (i > 0) Assert.True(TopLogits.Rank(rising[i], 1 << 20) > TopLogits.Rank(rising[i - 1], 0));
        }
        Assert.True(TopLogits.Rank(-0f, 3) > TopLogits.Rank(0f, 4));
        Assert.Equal(TopLogits.Rank(float.NaN, 5), TopLogits.Rank(BitConverter.UInt32BitsToSingle(0xFFC00001), 5));
    }

    [Theory]
    [MemberData(nameof(Machine.Devices), MemberType = typeof(Machine))]
    public void The_largest_come_in_order_and_of_equal_ones_the_lowest_id_first(DeviceChoice device) => Check(machine.Device(device), vocab: 5000, count: 7);

    [Fact]
    public void Groups_find_the_same()
    {
        using var device = Lab.DeviceWithWarps();
        Check(device, vocab: 4200, count: 3);
        Check(device, vocab: 130, count: 1);
    }

    [Theory]
    [MemberData(nameof(Machine.Devices), MemberType = typeof(Machine))]
    public void A_step_can_give_its_best_candidates_instead_of_all_logits(DeviceChoice device)
    {
        var golden = GoldenModels.File("llama-gqa-tied");
        using var model = ModelFile.Open(golden.Path);
        using var backend = machine.Load(device, model);
        var vocab = model.Config.Vocab;
        var batch = Greedy.Step([golden.Goldens[0].PromptTokens, [7, 8]], [0, 0], [[0, 1, 2], [5]]);
        var logits = new float[2 * vocab];
        backend.Forward(batch, logits, null);
        var candidates = new Candidate[2 * 5];
        backend.ForwardTop(batch, 5, candidates, null);
        for (var row = 0; row < 2; row++)
        {
            var expected = Enumerable.Range(0, vocab).Select(id => new Candidate(id, logits[row * vocab + id])).OrderByDescending(c => c.Logit).ThenBy(c => c.Token).Take(5);
            Assert.Equal(expected, candidates.AsSpan(row * 5, 5).ToArray());
        }
    }

    private static void Check(IlgpuDevice device, int vocab, int count)
    {
        var random = TestRandom.Create();
        const int Rows = 2;
        // Few different values, so that many are equal.
        var logits = Enumerable.Range(0, Rows * vocab).Select(_ => random.Next(-vocab / 20, 0) * 0.5f).ToArray();
        logits[vocab + 17] = float.NaN;
        using var lab = new Lab(device);
        using var selection = new SelectionKernels(device);
        var ranks = lab.Get(selection.Top(lab.Put(logits), Rows, vocab, count));
        var expected = Enumerable.Range(0, Rows).SelectMany(row => Enumerable.Range(0, vocab).OrderByDescending(id => float.IsNaN(logits[row * vocab + id]) ? 1 : logits[row * vocab + id]).ThenBy(id => id).Take(count));
        Assert.Equal(expected, ranks.Select(TopLogits.Id));
        Assert.True(float.IsNaN(TopLogits.Logit(ranks[count])));
    }
}
