using System.Diagnostics;
using Orchestrator.Tools.TrainDemoModel.Corpus.Vocabulary;
using Orchestrator.Tools.TrainDemoModel.Evaluation;
using Orchestrator.Tools.TrainDemoModel.Export;
using Orchestrator.Tools.TrainDemoModel.Network;
using TorchSharp;

namespace Orchestrator.Tools.TrainDemoModel.Training;

/// <summary>Runs a plan from its beginning or its last checkpoint until its steps or the given time are over.</summary>
internal sealed class TrainingRun(string folder, RunPlan plan, DemoVocabulary vocabulary, torch.Device device, TextWriter log)
{
    private static readonly TimeSpan s_betweenCheckpoints = TimeSpan.FromMinutes(5), s_betweenSamples = TimeSpan.FromMinutes(15);
    private const int StepsPerLine = 20;

    /// <summary>Goes on until the plan's last step or for <paramref name="limit"/>; either way the last step is kept. A cancellation is the end of the time.</summary>
    public void Go(TimeSpan limit, CancellationToken cancelled)
    {
        using var network = new DemoNetwork(NetworkShape.Parse(plan.Shape, vocabulary.Size, plan.Context), plan.Seed, device, plan.Half);
        using var optimizer = new Optimizer(network);
        var source = new BatchSource(plan.Seed, plan.Mix, vocabulary, plan.Context, plan.Positions);
        var state = new Checkpoint(0, 0, 0, 0, 0);
        if (File.Exists(Checkpoint.Path(folder)))
        {
            state = Checkpoint.Load(folder, network, optimizer);
            source.GoTo(state.Window, state.Taken);
        }
        else if (plan.From is { } other)
        {
            using var begun = new ExportedModel(other);
            begun.Fill(network);
        }
        log.WriteLine($"{network.Shape}: {network.Shape.Parameters / 1e6:F2} M parameters, {vocabulary.Size} tokens; step {state.Step} of {plan.Steps}");
        var (clock, kept, shown) = (Stopwatch.StartNew(), TimeSpan.Zero, TimeSpan.Zero);
        var (before, line) = (state, new Line());
        while (state.Step < plan.Steps && clock.Elapsed < limit && !cancelled.IsCancellationRequested)
        {
            var (loss, learnt, positions) = Gradients(network, source);
            var norm = optimizer.Step(plan.RateAt(state.Step), learnt);
            line.Add(loss, learnt, positions, norm);
            state = state with { Step = state.Step + 1, Window = source.Place.Window, Taken = source.Place.Taken, Seconds = before.Seconds + clock.Elapsed.TotalSeconds, Learnt = state.Learnt + learnt };
            if (state.Step % StepsPerLine == 0 || state.Step == plan.Steps) log.WriteLine(line.Say(state.Step, plan.Steps, plan.RateAt(state.Step - 1)));
            if (clock.Elapsed - kept > s_betweenCheckpoints)
            {
                state.Save(folder, network, optimizer);
                kept = clock.Elapsed;
            }
            if (clock.Elapsed - shown > s_betweenSamples)
            {
                SkillFigures.Show(network, vocabulary, plan.Seed, log);
                shown = clock.Elapsed;
            }
        }
        state.Save(folder, network, optimizer);
        SkillFigures.Show(network, vocabulary, plan.Seed, log);
        log.WriteLine($"step {state.Step} of {plan.Steps} is kept; {state.Seconds / 3600:F2} hours in all, {state.Learnt / 1e6:F2} M tokens learnt");
    }

    private (double Loss, int Learnt, int Positions) Gradients(DemoNetwork network, BatchSource source)
    {
        var (sum, learnt, positions) = (0.0, 0, 0);
        for (var pass = 0; pass < plan.Passes; pass++)
        {
            using var scope = torch.NewDisposeScope();
            var batch = source.Next();
            var loss = batch.Loss(network, device);
            loss.backward();
            sum += loss.item<float>();
            learnt += batch.Learnt;
            positions += batch.Positions;
        }
        return (sum, learnt, positions);
    }

    // What is printed of some steps.
    private sealed class Line
    {
        private readonly Stopwatch _clock = Stopwatch.StartNew();
        private double _loss, _norm;
        private long _learnt, _positions;
        private int _steps;

        public void Add(double loss, int learnt, int positions, float norm) =>
            (_loss, _learnt, _positions, _norm, _steps) = (_loss + loss, _learnt + learnt, _positions + positions, Math.Max(_norm, norm), _steps + 1);

        public string Say(int step, int steps, float rate)
        {
            var seconds = _clock.Elapsed.TotalSeconds;
            var left = TimeSpan.FromSeconds(seconds / _steps * (steps - step));
            var text = $"step {step}/{steps}  loss {_loss / _learnt:F4}  rate {rate:E1}  norm {_norm:F2}  {_positions / seconds:F0} tokens/s ({_learnt / seconds:F0} learnt)  left {left:d\\.hh\\:mm\\:ss}";
            (_loss, _learnt, _positions, _norm, _steps) = (0, 0, 0, 0, 0);
            _clock.Restart();
            return text;
        }
    }
}
