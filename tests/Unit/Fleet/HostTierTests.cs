using Orchestrator.Policies.Cost;
using Orchestrator.Simulator.Fleet;
using Orchestrator.Simulator.Workloads;
using Xunit;

namespace Orchestrator.Unit.Fleet;

/// <summary>What a device gives up, its host keeps, and gives back for the price of a copy.</summary>
public sealed class HostTierTests
{
    private const int Block = 64, Prompt = 10 * Block;

    private static readonly StepCost s_cost = new(Catalogue.Default.ModelNamed("llama-3-8b"), Catalogue.Default.HardwareNamed("h100"), ParallelPlan.One);

    [Fact]
    public void A_block_that_goes_is_in_the_host_and_can_be_copied_back()
    {
        var room = new KvRoom(total: 4, host: 3);
        Fill(room, 1, 2, 3, 4);
        Fill(room, 11, 12);
        Assert.Equal((2, 2), (room.Match([1, 2, 3, 4]), room.Match([11, 12])));
        Assert.True(room.IsInHost(3) && room.IsInHost(4) && !room.IsInHost(1));
        Assert.Equal(2, room.Fetch([1, 2, 3, 4], spare: 0));
        Assert.Equal((4, 0), (room.Match([1, 2, 3, 4]), room.Match([11, 12])));
        Assert.Equal((0, 4, 0), (room.Free, room.Cached, room.Held));
    }

    [Fact]
    public void Nothing_is_copied_where_it_would_take_the_room_that_the_prompt_needs()
    {
        var room = new KvRoom(total: 4, host: 4);
        Fill(room, 1, 2, 3);
        Fill(room, 11, 12, 13, 14);
        // Held, they are no longer available while the copies are made.
        Assert.Equal(0, room.Fetch([1, 2, 3], spare: 4));
        Assert.Equal(1, room.Fetch([1, 2, 3], spare: 3));
        Assert.Equal(1, room.Match([1, 2, 3]));
    }

    [Fact]
    public void Two_prompts_of_which_the_device_holds_one_are_computed_once_each_with_a_host()
    {
        int[] one = [.. Enumerable.Range(0, 10)], other = [.. Enumerable.Range(10, 10)];
        Arrival[] arrivals = [.. Enumerable.Range(0, 8).Select(i => new Arrival(i, Prompt, 2, i % 2 == 0 ? one : other))];
        var workload = new Workload("two prompts", arrivals, 8, Block, DifferentBlocks: 20);
        var options = new FleetOptions { Workers = 1, Cost = s_cost, BlockTokens = Block, KvTokens = 16 * Block, Mode = new RoleMode.Aggregated() };
        var without = new FleetRun(options, workload).Run();
        var with = new FleetRun(options with { HostTokens = 100 * Block, HostBytesPerSecond = 50e9 }, workload).Run();
        Assert.Equal((8, 0L), (without.Answered, without.CopiedBlocks));
        Assert.True(with.CopiedBlocks > 10, $"{with.CopiedBlocks} blocks were copied");
        Assert.True(with.CachedTokens > without.CachedTokens, $"{with.CachedTokens} against {without.CachedTokens} tokens cached");
        Assert.True(with.FirstToken[7] < without.FirstToken[7], $"{with.FirstToken[7]} s against {without.FirstToken[7]} s");
        // The copy has its price: a device that had kept the blocks would be faster still.
        var roomy = new FleetRun(options with { KvTokens = 1000 * Block }, workload).Run();
        Assert.True(with.FirstToken[7] > roomy.FirstToken[7], $"{with.FirstToken[7]} s against {roomy.FirstToken[7]} s");
    }

    // A sequence holds these blocks, makes them known, and lets them go, the last one first.
    private static void Fill(KvRoom room, params ulong[] names)
    {
        room.Take(names.Length);
        int[] slots = [.. names.Select(room.Publish)];
        foreach (var slot in slots.Reverse()) room.Release(slot);
    }
}
