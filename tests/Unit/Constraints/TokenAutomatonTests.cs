using System.Security.Cryptography;
using Orchestrator.Contracts.Constraints;
using Xunit;

namespace Orchestrator.Unit.Constraints;

/// <summary>The compiled form against the drawn one, its canonical bytes, and what the door refuses.</summary>
public sealed class TokenAutomatonTests
{
    [Fact]
    public void It_steps_as_the_drawn_one_does()
    {
        var random = RandomSeed.New();
        for (var round = 0; round < 300; round++)
        {
            var naive = NaiveAutomaton.Random(random, random.Next(1, 60));
            var automaton = naive.Compile();
            var (state, drawn) = (TokenAutomaton.Start, 0);
            for (var i = 0; i < 60; i++)
            {
                Assert.Equal(naive.MayEnd(drawn), automaton.MayEnd(state));
                for (var t = 0; t < naive.Vocab; t++) Assert.Equal(naive.Step(drawn, t) is not null, automaton.TryStep(state, t, out _));
                var token = random.Next(naive.Vocab);
                if (naive.Step(drawn, token) is not { } next) continue;
                Assert.True(automaton.TryStep(state, token, out state));
                drawn = next;
            }
        }
    }

    [Fact]
    public void Tokens_that_it_does_not_know_are_not_allowed()
    {
        var automaton = NaiveAutomaton.Loop(10, [.. Enumerable.Range(0, 10)], 1).Compile();
        foreach (var token in new[] { -1, 10, int.MaxValue, int.MinValue }) Assert.False(automaton.TryStep(0, token, out _));
    }

    [Fact]
    public void The_canonical_form_is_read_back_and_its_address_is_its_SHA_256()
    {
        var random = RandomSeed.New();
        for (var round = 0; round < 200; round++)
        {
            var automaton = NaiveAutomaton.Random(random, random.Next(1, 200)).Compile();
            var again = TokenAutomaton.Parse(automaton.Bytes.ToArray(), new());
            Assert.Equal((automaton.Vocab, automaton.Classes, automaton.States, automaton.Address), (again.Vocab, again.Classes, again.States, again.Address));
            Assert.Equal(SHA256.HashData(automaton.Bytes.Span), automaton.Address.ToArray());
            Assert.Equal(automaton.Address, new AutomatonAddress(automaton.Address.ToArray()));
        }
    }

    [Fact]
    public void Whatever_the_numbers_of_states_and_classes_the_form_is_the_same()
    {
        var random = RandomSeed.New();
        for (var round = 0; round < 300; round++)
        {
            var naive = NaiveAutomaton.Random(random, random.Next(1, 60));
            Assert.Equal(naive.Compile().Bytes.ToArray(), naive.Renumbered(random).Compile().Bytes.ToArray());
        }
    }

    [Fact]
    public void Other_automata_have_other_addresses()
    {
        int[][][] all = [[[1]], [[2]], [[1, 1]], [[1], [2]], [[1], [1, 2]]];
        Assert.Equal(all.Length + 1, all.Select(a => NaiveAutomaton.Of(9, a)).Append(NaiveAutomaton.Of(10, [1])).Select(a => a.Compile().Address).Distinct().Count());
    }

    [Fact]
    public void Damaged_bytes_are_refused_or_are_another_sound_automaton()
    {
        var random = RandomSeed.New();
        var refused = 0;
        for (var round = 0; round < 3000; round++)
        {
            var automaton = NaiveAutomaton.Random(random, random.Next(1, 40)).Compile();
            var bytes = automaton.Bytes.ToArray();
            for (var i = random.Next(1, 4); i > 0; i--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0) bytes = bytes[..random.Next(bytes.Length)];
            try
            {
                var read = TokenAutomaton.Parse(bytes, new());
                Assert.Equal(bytes, read.Bytes.ToArray());
                for (var s = 0; s < read.States; s++) Assert.True(read.MayEnd(s) || Enumerable.Range(0, read.Vocab).Any(t => read.TryStep(s, t, out _)));
            }
            catch (AutomatonException)
            {
                refused++;
            }
        }
        Assert.True(refused > 1000, $"{refused} refused");
    }

    public static TheoryData<string, ushort[], int?[], bool[]> Unsound => new()
    {
        { "an automaton of 0 tokens, 1 classes and 1 states; each must be 1 at least", [], [0], [true] },
        { "an automaton of 1 tokens, 0 classes and 0 states; each must be 1 at least", [0], [], [] },
        { "3 transitions of 2 states: not the same number for each", [0], [0, 0, 0], [true, true] },
        { "token 2 is of class 5; there are 2", [0, 1, 5], [0, 0], [true] },
        { "state 1 goes on with class 0 to state 2; there are 2", [0], [1, 2], [true, true] },
        { "state 0 goes on with class 1 to state -1; there are 1", [0, 1], [0, -1], [true] },
        { "state 1 allows neither a token nor the end", [0], [1, null], [true, false] },
        { "state 0 allows neither a token nor the end", [0], [null], [false] },
        // The class that leads on has no tokens.
        { "state 0 allows neither a token nor the end", [0], [null, 0], [false] },
    };

    [Theory]
    [MemberData(nameof(Unsound))]
    public void What_is_no_automaton_is_one_clear_error(string message, ushort[] classOf, int?[] next, bool[] mayEnd) =>
        Assert.Equal(message, Assert.Throws<AutomatonException>(() => TokenAutomaton.Create(classOf, next, mayEnd, new())).Message);

    [Fact]
    public void Limits_are_named_with_the_value()
    {
        var automaton = NaiveAutomaton.Of(20, [3, 4, 5, 6]);
        Assert.Equal((5, 20), (automaton.Compile().States, automaton.Compile().Vocab));
        var bytes = automaton.Compile().Bytes.Length;
        Refused("an automaton of 5 states; 4 are allowed", new() { States = 4 });
        Refused("an automaton of 20 classes; 19 are allowed", new() { Classes = 19 });
        Refused($"an automaton of {bytes} bytes; {bytes - 1} are allowed", new() { Bytes = bytes - 1 });
        Refused("an automaton of 40 bytes; 30 are allowed", new() { Bytes = 30 });
        automaton.Compile(new() { States = 5, Classes = 20, Bytes = bytes });
        TokenAutomaton.Parse(automaton.Compile().Bytes, new() { States = 5, Classes = 20, Bytes = bytes });

        void Refused(string message, AutomatonLimits limits)
        {
            Assert.Equal(message, Assert.Throws<AutomatonException>(() => automaton.Compile(limits)).Message);
            Assert.Equal(message, Assert.Throws<AutomatonException>(() => TokenAutomaton.Parse(automaton.Compile().Bytes, limits)).Message);
        }
    }

    // Two tokens of two classes; state 0 -> 1 by the first, 1 -> 1 by the second; an end in 1. Header 16 bytes, classes at 16, table at 20, ends at 28.
    public static TheoryData<int, byte, string> Spoiled => new()
    {
        { 0, 7, "an automaton that begins with 0x01414b07; known is 0x01414b54" },
        { 4, 3, "an automaton of 29 bytes; 3 tokens, 2 classes and 2 states take 31" },
        { 15, 255, "states; 32768 are allowed" },
        { 7, 255, "bytes; 16777216 are allowed" },
        { 12, 0, "each must be 1 at least" },
        { 18, 9, "token 1 is of class 9; there are 2" },
        { 16, 1, "token 0 is of class 1 before any is of class 0" },
        { 18, 0, "class 1 has no tokens" },
        { 20, 0, "state 0 allows neither a token nor the end" },
        { 20, 1, "state 1 cannot be reached from the start" },
        { 22, 9, "state 0 goes on to state 8; there are 2" },
        { 28, 0x12, "an end at state 4 of 2" },
    };

    [Theory]
    [MemberData(nameof(Spoiled))]
    public void Bytes_that_are_not_canonical_are_one_clear_error(int at, byte value, string message)
    {
        var bytes = TokenAutomaton.Create([0, 1], [1, null, null, 1], [false, true], new()).Bytes.ToArray();
        Assert.Equal(29, bytes.Length);
        bytes[at] = value;
        Assert.Contains(message, Assert.Throws<AutomatonException>(() => TokenAutomaton.Parse(bytes, new())).Message);
    }
}
