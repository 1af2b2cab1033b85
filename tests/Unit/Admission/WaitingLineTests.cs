using Orchestrator.Contracts.Requests;
using Orchestrator.Policies.Admission;
using Xunit;

namespace Orchestrator.Unit.Admission;

public sealed class WaitingLineTests
{
    private static readonly TimeSpan s_later = TimeSpan.FromSeconds(10);

    [Fact]
    public void Whoever_came_first_stands_first()
    {
        var line = new WaitingLine(8);
        for (var i = 0; i < 3; i++) Assert.True(line.TryWait(Key(i), 0, s_later));
        Assert.Equal([0, 1, 2], Enumerable.Range(0, 3).Select(i => line.Ahead(Key(i), 0)));
        Assert.Equal(3, line.Ahead(Key(9), 0));
    }

    [Fact]
    public void Renewing_a_ticket_keeps_its_place()
    {
        var line = new WaitingLine(8);
        line.TryWait(Key(0), 0, s_later);
        line.TryWait(Key(1), 0, s_later);
        Assert.True(line.TryWait(Key(0), 0, 2 * s_later));
        Assert.Equal(0, line.Ahead(Key(0), 0));
        Assert.Equal(2, line.Count);
    }

    [Fact]
    public void A_higher_priority_stands_before_those_who_came_earlier()
    {
        var line = new WaitingLine(8);
        line.TryWait(Key(0), 0, s_later);
        Assert.Equal(0, line.Ahead(Key(1), 1));
        line.TryWait(Key(1), 1, s_later);
        Assert.Equal(1, line.Ahead(Key(0), 0));
        Assert.Equal(2, line.Ahead(Key(2), 0));
        Assert.Equal(1, line.Ahead(Key(2), 1));
        Assert.Equal(2, line.Ahead(Key(2), -1));
    }

    [Fact]
    public void A_ticket_that_nobody_renews_lapses()
    {
        var line = new WaitingLine(8);
        line.TryWait(Key(0), 0, s_later);
        line.TryWait(Key(1), 0, 2 * s_later);
        line.Lapse(s_later);
        Assert.Equal(2, line.Count);
        line.Lapse(s_later + TimeSpan.FromTicks(1));
        Assert.Equal(1, line.Count);
        Assert.Equal(0, line.Ahead(Key(1), 0));
    }

    [Fact]
    public void A_full_line_takes_nobody_else_but_keeps_those_who_stand_in_it()
    {
        var line = new WaitingLine(2);
        Assert.True(line.TryWait(Key(0), 0, s_later));
        Assert.True(line.TryWait(Key(1), 0, s_later));
        Assert.False(line.TryWait(Key(2), 0, s_later));
        Assert.True(line.TryWait(Key(1), 0, s_later));
        line.Leave(Key(0));
        Assert.True(line.TryWait(Key(2), 0, s_later));
    }

    [Fact]
    public void A_flood_of_one_kind_turns_no_other_away()
    {
        var line = new WaitingLine(2);
        for (var i = 0; i < 5; i++) Assert.Equal(i < 2, line.TryWait(Key(i), -1 - i, s_later));
        Assert.True(line.TryWait(Key(5), 0, s_later));
        Assert.True(line.TryWait(Key(6), 7, s_later));
        Assert.Equal((2, 1, 1), (line.CountOf(-9), line.CountOf(0), line.CountOf(1)));
        line.Lapse(s_later + TimeSpan.FromTicks(1));
        Assert.Equal((0, 0, 0), (line.CountOf(-9), line.CountOf(0), line.CountOf(1)));
    }

    [Fact]
    public void Who_must_be_taken_stands_in_a_full_line_too()
    {
        var line = new WaitingLine(1);
        line.TryWait(Key(0), 0, s_later);
        Assert.True(line.TryWait(Key(1), 5, s_later, mustTake: true));
        Assert.Equal((2, 1), (line.Count, line.Ahead(Key(0), 0)));
        Assert.False(line.TryWait(Key(2), 5, s_later));
    }

    [Fact]
    public void Whoever_leaves_and_returns_stands_last()
    {
        var line = new WaitingLine(8);
        line.TryWait(Key(0), 0, s_later);
        line.TryWait(Key(1), 0, s_later);
        line.Leave(Key(0));
        line.TryWait(Key(0), 0, s_later);
        Assert.Equal(1, line.Ahead(Key(0), 0));
    }

    [Fact]
    public void Choices_and_attempts_of_one_request_have_tickets_of_their_own()
    {
        var line = new WaitingLine(8);
        foreach (var key in new[] { Key(0), Key(0) with { Choice = 1 }, Key(0) with { Attempt = 2 } }) line.TryWait(key, 0, s_later);
        Assert.Equal(3, line.Count);
    }

    [Fact]
    public void Any_series_of_events_leaves_the_line_as_a_plain_list_would_be()
    {
        const int Limit = 3;
        var random = new Random(RandomSeed.Next());
        var line = new WaitingLine(Limit);
        var list = new List<(int Key, int Priority, int LapsesAt)>();
        for (var now = 0; now < 20_000; now++)
        {
            var (key, priority) = (random.Next(10), random.Next(-2, 3));
            var at = list.FindIndex(t => t.Key == key);
            switch (random.Next(4))
            {
                case 0:
                    line.Leave(Key(key));
                    if (at >= 0) list.RemoveAt(at);
                    break;
                case 1:
                    line.Lapse(TimeSpan.FromSeconds(now));
                    list.RemoveAll(t => t.LapsesAt < now);
                    break;
                default:
                    var lapsesAt = now + random.Next(30);
                    var fits = list.Count(t => Math.Sign(t.Priority) == Math.Sign(priority)) < Limit;
                    Assert.Equal(at >= 0 || fits, line.TryWait(Key(key), priority, TimeSpan.FromSeconds(lapsesAt)));
                    if (at >= 0) list[at] = list[at] with { LapsesAt = lapsesAt };
                    else if (fits) list.Add((key, priority, lapsesAt));
                    break;
            }
            Assert.Equal(list.Count, line.Count);
            foreach (var (waiting, index) in list.Select((t, i) => (t, i)))
                Assert.Equal(list.Where((t, i) => t.Priority > waiting.Priority || (t.Priority == waiting.Priority && i < index)).Count(), line.Ahead(Key(waiting.Key), random.Next(3)));
        }
    }

    private static AttemptKey Key(int request) => new(new RequestId(new Guid(request, 0, 0, new byte[8])), 0, 1);
}
