using Orchestrator.Workers.Model;
using Orchestrator.Workers.Model.Simulated;
using Orchestrator.Workers.Sampling;
using Xunit;

namespace Orchestrator.Unit.SimulatedDevice;

/// <summary>The few candidates that leave the device and the whole row are one thing.</summary>
public sealed class MadeUpLogitsTests
{
    [Fact]
    public void Candidates_are_the_largest_of_the_whole_row()
    {
        var logits = new MadeUpLogits(SimulatedDevices.Vocab, SimulatedDevices.Words().Words);
        var random = RandomSeed.New();
        for (var round = 0; round < 200; round++)
        {
            var state = (ulong)random.NextInt64() | 1;
            var row = new float[SimulatedDevices.Vocab];
            logits.Fill(state, row);
            var candidates = new Candidate[random.Next(1, logits.Count + 1)];
            logits.Largest(state, candidates);
            Assert.Equal(row.Select((logit, id) => new Candidate(id, logit)).OrderByDescending(c => c.Logit).Take(candidates.Length), candidates);
        }
    }

    [Fact]
    public void A_token_drawn_from_the_candidates_is_the_one_drawn_from_the_whole_row()
    {
        var logits = new MadeUpLogits(SimulatedDevices.Vocab, SimulatedDevices.Words().Words);
        var sampler = new Sampler(SimulatedDevices.Vocab);
        var random = RandomSeed.New();
        for (var round = 0; round < 500; round++)
        {
            var state = (ulong)random.NextInt64() | 1;
            var options = new SamplingOptions { Temperature = random.NextSingle() * IDeviceSelection.DrawnTemperature, TopK = random.Next(3) * 20, MinP = random.Next(2) * random.NextSingle() / 2, Seed = (ulong)random.NextInt64() };
            var row = new float[SimulatedDevices.Vocab];
            logits.Fill(state, row);
            var candidates = new Candidate[logits.Count];
            logits.Largest(state, candidates);
            Assert.Equal(sampler.Pick(row, options, default), sampler.Pick(candidates, options, default));
        }
    }

    [Fact]
    public void All_that_is_said_is_words()
    {
        var words = SimulatedDevices.Words();
        Assert.True(words.Words.Length >= 64);
        Assert.All(words.Words, id => Assert.InRange(id, 3, SimulatedDevices.Vocab - 1));
    }
}
