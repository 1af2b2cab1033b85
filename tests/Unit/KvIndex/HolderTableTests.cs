using Orchestrator.Policies.KvIndex;
using Xunit;

namespace Orchestrator.Unit.KvIndex;

/// <summary>The packed table is a map from names to sets of slots, whatever is added and removed.</summary>
public sealed class HolderTableTests
{
    // A scatter of one leaves names where they are: small ones crowd the table's beginning, large ones its end and run over it.
    [Theory]
    [InlineData(3, 1)]
    [InlineData(6, 1)]
    [InlineData(40, 0x9E3779B97F4A7C15)]
    [InlineData(200, 0x9E3779B97F4A7C15)]
    [InlineData(Holders.MaxSlots, 0x9E3779B97F4A7C15)]
    public void It_holds_what_a_map_of_sets_holds(int slots, ulong scatter)
    {
        var random = RandomSeed.New();
        var names = Enumerable.Range(0, 300).Select(i => i % 2 == 0 ? (ulong)i : ulong.MaxValue - (ulong)i * 7).ToArray();
        var used = Enumerable.Range(0, Math.Min(slots, 90)).Select(_ => random.Next(slots)).Append(slots - 1).Distinct().ToArray();
        var (table, model) = (new HolderTable(scatter), new Dictionary<ulong, HashSet<int>>());
        for (var round = 0; round < 40; round++)
        {
            var storing = random.Next(10);
            for (var i = 0; i < 500; i++) Change(table, model, names[random.Next(names.Length)], used[random.Next(used.Length)], random.Next(10) < storing);
            if (random.Next(3) == 0)
            {
                var gone = used[random.Next(used.Length)];
                table.Drop(gone);
                foreach (var (name, holders) in model)
                    if (holders.Remove(gone) && holders.Count == 0) model.Remove(name);
            }
            AssertSame(table, model, names, used);
        }
        foreach (var slot in used) table.Drop(slot);
        Assert.Equal((0, 0L), (table.Blocks, table.Holdings));
        Assert.Empty(table.Names());
        Assert.Equal(0, table.Crowds.Count);
    }

    [Fact]
    public void Blocks_with_the_same_many_holders_share_one_set()
    {
        var table = new HolderTable(0x9E3779B97F4A7C15);
        for (var slot = 0; slot < 70; slot++)
            for (ulong name = 0; name < 100; name++) table.Add(name, slot);
        Assert.Equal(1, table.Crowds.Count);
        for (ulong name = 0; name < 100; name++) table.Remove(name, name < 50 ? 3 : 66);
        Assert.Equal(2, table.Crowds.Count);
        table.Drop(3);
        table.Drop(66);
        Assert.Equal((1, 6800L), (table.Crowds.Count, table.Holdings));
    }

    [Fact]
    public void It_grows_and_everything_is_still_there()
    {
        var table = new HolderTable(0x9E3779B97F4A7C15);
        for (ulong name = 0; name < 50_000; name++) Assert.True(table.Add(name, (int)(name % 5)));
        for (ulong name = 0; name < 50_000; name++) Assert.True(table.Contains(table.Find(name), (int)(name % 5)));
        Assert.Equal((50_000, 10_000), (table.Blocks, table.HeldBy(3)));
        Assert.Equal(Holders.Nobody, table.Find(50_000));
    }

    [Fact]
    public void A_slot_is_found_among_a_few_only_where_it_is()
    {
        int[] hard = [0, 1, 2, 0x7FFF, 0x8000, 0x8001, 0xFFFC, Holders.MaxSlots - 1];
        foreach (var a in hard)
            foreach (var b in hard.Where(b => b != a))
            {
                var few = Holders.With(Holders.With(Holders.Nobody, a), b);
                Assert.Equal([a, b], hard.Where(slot => Holders.Contains(few, slot)).OrderBy(slot => slot == b));
                Assert.Equal(2, Holders.Count(few));
                Assert.Equal(Holders.With(Holders.Nobody, b), Holders.Without(few, a));
            }
        Assert.DoesNotContain(hard, slot => Holders.Contains(Holders.Nobody, slot));
    }

    private static void Change(HolderTable table, Dictionary<ulong, HashSet<int>> model, ulong name, int slot, bool store)
    {
        var holders = model.GetValueOrDefault(name) ?? [];
        if (store)
        {
            Assert.Equal(holders.Add(slot), table.Add(name, slot));
            model[name] = holders;
            return;
        }
        Assert.Equal(holders.Remove(slot), table.Remove(name, slot));
        if (holders.Count == 0) model.Remove(name);
    }

    private static void AssertSame(HolderTable table, Dictionary<ulong, HashSet<int>> model, ulong[] names, int[] slots)
    {
        Assert.Equal(model.Count, table.Blocks);
        Assert.Equal(model.Keys.Order(), table.Names().Order());
        Assert.Equal(model.Values.Sum(h => (long)h.Count), table.Holdings);
        foreach (var slot in slots) Assert.Equal(model.Values.Count(h => h.Contains(slot)), table.HeldBy(slot));
        Assert.Equal(model.Values.Where(h => h.Count > Holders.Few).Select(h => string.Join(' ', h.Order())).Distinct().Count(), table.Crowds.Count);
        foreach (var name in names)
        {
            var holders = table.Find(name);
            var expected = model.GetValueOrDefault(name) ?? [];
            Assert.Equal(expected.Count > Holders.Few, Holders.IsCrowd(holders));
            foreach (var slot in slots) Assert.Equal(expected.Contains(slot), table.Contains(holders, slot));
        }
    }
}
