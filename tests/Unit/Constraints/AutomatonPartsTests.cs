using Google.Protobuf;
using Orchestrator.Contracts.Constraints;
using Orchestrator.Contracts.Protocol;
using Orchestrator.Gateway.Links;
using Orchestrator.Workers.Constraints;
using Xunit;

namespace Orchestrator.Unit.Constraints;

/// <summary>An automaton in parts: cut by the gateway, put together by the worker.</summary>
public sealed class AutomatonPartsTests
{
    private static readonly TokenAutomaton s_large = NaiveAutomaton.Loop(300_000, [5, 6], 2).Compile();
    private static readonly TokenAutomaton s_small = NaiveAutomaton.Of(20, [3, 4]).Compile();

    private readonly List<TokenAutomaton> _kept = [];
    private readonly List<(AutomatonAddress Address, string Why)> _away = [];

    [Fact]
    public void A_large_one_goes_in_several_messages_and_comes_out_whole()
    {
        var (parts, sent) = (new AutomatonParts(new()), Cut(s_large));
        Assert.Equal((s_large.Bytes.Length + SentAutomata.PartBytes - 1) / SentAutomata.PartBytes, sent.Count);
        Assert.All(sent, p => Assert.InRange(p.CalculateSize(), 1, SentAutomata.PartBytes + 100));
        Assert.All(sent, p => Assert.True(Take(parts, p)));
        Assert.All(Cut(s_small), p => Assert.True(Take(parts, p)));
        Assert.Equal([s_large.Address, s_small.Address], _kept.Select(a => a.Address));
    }

    [Fact]
    public void One_beyond_the_limits_is_turned_away_and_the_next_is_taken()
    {
        var parts = new AutomatonParts(new() { Bytes = 1000 });
        foreach (var part in Cut(s_large).Concat(Cut(s_small))) Assert.True(Take(parts, part));
        Assert.Equal([(s_large.Address, $"an automaton of {s_large.Bytes.Length} bytes; 1000 are allowed")], _away);
        Assert.Equal([s_small.Address], _kept.Select(a => a.Address));
    }

    [Fact]
    public void Bytes_that_are_no_automaton_are_turned_away()
    {
        var parts = new AutomatonParts(new());
        var part = Assert.Single(Cut(s_small));
        part.Bytes = ByteString.CopyFrom([9, .. s_small.Bytes.ToArray()[1..]]);
        Assert.True(Take(parts, part));
        Assert.Contains("begins with", Assert.Single(_away).Why);
    }

    [Theory]
    [InlineData("another address")]
    [InlineData("a gap")]
    [InlineData("an empty part")]
    [InlineData("another size")]
    [InlineData("a new one before the end")]
    [InlineData("more than the size")]
    [InlineData("an address that is not its own")]
    public void Parts_that_do_not_follow_each_other_are_malformed(string what)
    {
        var (parts, sent) = (new AutomatonParts(new()), Cut(s_large));
        var next = sent[1];
        switch (what)
        {
            case "another address": next.Address = ByteString.CopyFrom(s_small.Address.ToArray()); break;
            case "a gap": next = sent[2]; break;
            case "an empty part": next.Bytes = ByteString.Empty; break;
            case "another size": next.Size++; break;
            case "a new one before the end": next = Cut(s_small)[0]; break;
            case "more than the size": next.Bytes = ByteString.CopyFrom(new byte[s_large.Bytes.Length]); break;
            case "an address that is not its own":
                next = Cut(s_small)[0];
                next.Address = sent[0].Address;
                Assert.False(Take(new AutomatonParts(new()), next));
                return;
        }
        Assert.True(Take(parts, sent[0]));
        Assert.False(Take(parts, next));
        Assert.Empty(_kept);
    }

    private bool Take(AutomatonParts parts, AutomatonPart part) => parts.TryTake(part, _kept.Add, (address, why) => _away.Add((address, why)));

    private static List<AutomatonPart> Cut(TokenAutomaton automaton)
    {
        var messages = new List<ToWorker>();
        new SentAutomata().Ensure(automaton, messages);
        return messages.ConvertAll(m => m.Automaton);
    }
}
