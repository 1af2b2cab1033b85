using System.Globalization;
using Orchestrator.Policies.Cost;
using Orchestrator.Simulator.Fleet;
using Orchestrator.Simulator.Serving;
using Orchestrator.Simulator.Workloads;
using Xunit;

namespace Orchestrator.Unit.Fleet;

/// <summary>A run is its options and its seed, wherever it is made.</summary>
public sealed class DeterminismTests
{
    private static readonly StepCost s_cost = new(Catalogue.Default.ModelNamed("llama-3-8b"), Catalogue.Default.HardwareNamed("h100"), ParallelPlan.One);
    private static readonly ServiceLevel s_level = new(0.5, 2, 0.05);

    public static TheoryData<string> Modes => ["aggregated", "static:3:5", "clairvoyant"];

    [Theory]
    [MemberData(nameof(Modes))]
    public void Equal_seeds_give_equal_output_and_other_seeds_other_arrivals(string mode)
    {
        var seed = RandomSeed.Next();
        Assert.Equal(Serve(mode, seed), Serve(mode, seed));
        Assert.NotEqual(Serve(mode, seed), Serve(mode, unchecked(seed + 1)));
        Assert.NotEqual(Load(seed).Arrivals[0].At, Load(unchecked(seed + 1)).Arrivals[0].At);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Neither_the_culture_nor_other_threads_change_a_byte(string mode)
    {
        var seed = RandomSeed.Next();
        var expected = Serve(mode, seed);
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (culture.NumberFormat.NumberDecimalSeparator, culture.NumberFormat.NumberGroupSeparator, culture.NumberFormat.NegativeSign) = (",", ".", "~");
        Parallel.For(0, 4, _ =>
        {
            var before = CultureInfo.CurrentCulture;
            CultureInfo.CurrentCulture = culture;
            try
            {
                Assert.Equal(expected, Serve(mode, seed));
            }
            finally
            {
                CultureInfo.CurrentCulture = before;
            }
        });
    }

    private static Workload Load(int seed) => MultiTurnWorkload.Make(3, 60, seed, LengthTable.Conversation, MultiTurnOptions.Default);

    private static string Serve(string mode, int seed)
    {
        var workload = Load(seed);
        var options = new FleetOptions
        {
            Workers = 8,
            Cost = s_cost,
            BlockTokens = workload.BlockTokens,
            KvTokens = 60_000,
            Mode = ModeNames.Parse(mode, 8, s_level)[0],
            Seed = seed,
            FailureSeconds = 60,
            StartSeconds = 5,
            StragglerSeconds = 60,
            StragglerSpell = 5,
        };
        return ServeJson.From(new FleetRun(options, workload).Run(), options.Mode, options, s_level, seed).ToJsonString();
    }
}
