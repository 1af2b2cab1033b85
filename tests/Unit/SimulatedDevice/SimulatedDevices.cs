using Orchestrator.ModelFiles;
using Orchestrator.Policies.Cost;
using Orchestrator.Unit.Engine;
using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Model.Simulated;

namespace Orchestrator.Unit.SimulatedDevice;

/// <summary>Simulated devices over a golden model's vocabulary, whose time passes at once.</summary>
internal static class SimulatedDevices
{
    public static ModelFile Model => TinyModel.Open(WorkerShape.DefaultModel);

    public static int Vocab => Model.Config.Vocab;

    public static SimulatedModel Words(int seed = 1) => SimulatedModel.Of(GoldenModels.File(WorkerShape.DefaultModel).Path, Model.Config, seed);

    /// <param name="times">Of its steps; null: each takes a millisecond.</param>
    /// <param name="clock">Its time; null: one of its own.</param>
    /// <param name="blocks">KV blocks.</param>
    /// <param name="layers">Layers of its cache.</param>
    /// <param name="seed">Of its tokens.</param>
    /// <param name="speed">Times as fast as the hardware.</param>
    /// <param name="damaged">Told what is wrong with the cache.</param>
    public static SimulatedBackend New(IStepTimes? times = null, ManualClock? clock = null, int blocks = 64, int layers = 1, int seed = 1, double speed = 1, Action<string>? damaged = null)
    {
        var time = clock ?? new ManualClock();
        return new(Words(seed), new("test", times ?? new FixedStepTimes(TimeSpan.FromMilliseconds(1)), 1024, null, 0),
            SimulatedBackend.Layout(KvElement.F32, 32 * layers, blocks, layers), speed, new(time, until => time.Advance(TimeSpan.FromTicks(Math.Max(0, until - time.GetTimestamp())))), damaged ?? (_ => { }));
    }
}
