using ILGPU;
using ILGPU.Runtime;
using Orchestrator.Workers.Kernels;
using Orchestrator.Workers.Model.Ilgpu;
using Xunit;

namespace Orchestrator.Kernels.Ilgpu;

[Collection(nameof(Machine))]
public sealed class RopeTests(Machine machine)
{
    private const int Tokens = 3, Heads = 4, KvHeads = 2, HeadDim = 10, Pairs = 4;

    public static TheoryData<DeviceChoice, bool> Pairings => [.. from device in Machine.Devices from interleaved in new[] { false, true } select (device.Data, interleaved)];

    [Theory]
    [MemberData(nameof(Pairings))]
    public void Each_pair_turns_by_its_angle_and_the_rest_passes_through(DeviceChoice device, bool interleaved)
    {
        var random = TestRandom.Create();
        using var lab = new Lab(machine.Device(device));
        float[] q = random.Floats(Tokens * Heads * HeadDim), k = random.Floats(Tokens * KvHeads * HeadDim);
        int[] positions = [5, 0, 3];
        double Angle(int position, int pair) => position * Math.Pow(100, -pair / (double)Pairs);
        var turns = new float[6 * Pairs * 2];
        for (var i = 0; i < turns.Length; i++) turns[i] = (float)(i % 2 == 0 ? Math.Cos(Angle(i / 2 / Pairs, i / 2 % Pairs)) : Math.Sin(Angle(i / 2 / Pairs, i / 2 % Pairs)));

        ArrayView<float> deviceQ = lab.Put(q), deviceK = lab.Put(k);
        var rope = lab.Accelerator.LoadAutoGroupedKernel<Index1D, int, ArrayView<float>, ArrayView<float>, ArrayView<int>, ArrayView<float>, int, int, int, int, int, int>(Rope.Run);
        rope(lab.Stream, 7, 7, deviceQ, deviceK, lab.Put(positions), lab.Put(turns), Tokens, Heads, KvHeads, HeadDim, Pairs, interleaved ? 1 : 0);

        Check(q, lab.Get(deviceQ), Heads);
        Check(k, lab.Get(deviceK), KvHeads);

        void Check(float[] before, float[] after, int heads)
        {
            for (var head = 0; head < Tokens * heads; head++)
            {
                var expected = before.AsSpan(head * HeadDim, HeadDim).ToArray();
                for (var pair = 0; pair < Pairs; pair++)
                {
                    var (a, b) = interleaved ? (2 * pair, 2 * pair + 1) : (pair, pair + Pairs);
                    var (sine, cosine) = Math.SinCos(Angle(positions[head / heads], pair));
                    var (x, y) = (before[head * HeadDim + a], before[head * HeadDim + b]);
                    expected[a] = (float)(x * cosine - y * sine);
                    expected[b] = (float)(x * sine + y * cosine);
                }
                for (var d = 0; d < HeadDim; d++) Assert.Equal(expected[d], after[head * HeadDim + d], 1e-6f);
            }
        }
    }
}
