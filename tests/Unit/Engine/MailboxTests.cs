using System.Collections.Concurrent;
using Orchestrator.Workers.Engine;
using Xunit;

namespace Orchestrator.Unit.Engine;

/// <summary>Who opens what was posted, and when.</summary>
public sealed class MailboxTests
{
    [Fact]
    public void Between_two_steps_everything_waits_for_the_engine_and_keeps_its_order()
    {
        var order = new List<int>();
        using var mailbox = new Mailbox(() => order.Add(-1));
        mailbox.Own();
        mailbox.Post(() => order.Add(1));
        mailbox.Post(() => order.Add(2), () => true);
        mailbox.Post(() => order.Add(3));
        Assert.Empty(order);
        mailbox.Drain();
        Assert.Equal([1, 2, 3], order);
    }

    [Fact]
    public void During_a_step_what_need_not_wait_is_opened_at_once_up_to_the_first_that_must()
    {
        var order = new List<int>();
        using var mailbox = new Mailbox(() => order.Add(-1));
        mailbox.Own();
        mailbox.Post(() => order.Add(1), () => true);
        mailbox.Compute(() =>
        {
            Assert.Equal([1, -1], order);
            Elsewhere(() => mailbox.Post(() => order.Add(2), () => true));
            Assert.Equal([1, -1, 2, -1], order);
            Elsewhere(() => mailbox.Post(() => order.Add(3), () => false));
            Elsewhere(() => mailbox.Post(() => order.Add(4), () => true));
            Elsewhere(() => mailbox.Post(() => order.Add(5)));
            Assert.Equal([1, -1, 2, -1], order);
        });
        mailbox.Drain();
        Assert.Equal([1, -1, 2, -1, 3, 4, 5], order);
    }

    [Fact]
    public void What_fails_during_a_step_is_the_engine_s_failure()
    {
        using var mailbox = new Mailbox(() => { });
        mailbox.Own();
        mailbox.Compute(() => Elsewhere(() => mailbox.Post(() => throw new InvalidDataException("broken"), () => true)));
        Assert.Equal("what was posted during a step failed: broken", Assert.Throws<InvalidOperationException>(mailbox.Drain).Message);
    }

    [Fact]
    public void Nothing_is_lost_or_opened_twice_or_by_two_at_once_however_many_post()
    {
        const int Posters = 4, Each = 3000;
        var (opened, inside, done) = (new ConcurrentDictionary<(int, int), int>(), 0, 0);
        var last = new int[Posters];
        using var mailbox = new Mailbox(() => { });
        mailbox.Own();
        var threads = Enumerable.Range(0, Posters).Select(p => new Thread(() =>
        {
            for (var i = 1; i <= Each; i++)
            {
                var number = i;
                void Open()
                {
                    Assert.Equal(1, Interlocked.Increment(ref inside));
                    // In the order of posting, for each who posts.
                    Assert.Equal(last[p] + 1, number);
                    last[p] = number;
                    opened.AddOrUpdate((p, number), 1, (_, n) => n + 1);
                    Interlocked.Decrement(ref inside);
                }
                if (i % 7 == 0) mailbox.Post(Open);
                else mailbox.Post(Open, () => number % 5 != 0);
            }
            Interlocked.Increment(ref done);
        })).ToList();
        threads.ForEach(t => t.Start());
        while (Volatile.Read(ref done) < Posters)
        {
            mailbox.Drain();
            mailbox.Compute(() => Thread.SpinWait(200));
        }
        threads.ForEach(t => t.Join());
        mailbox.Drain();
        Assert.Equal(Posters * Each, opened.Count);
        Assert.All(opened.Values, n => Assert.Equal(1, n));
    }

    private static void Elsewhere(Action action)
    {
        var thread = new Thread(() => action());
        thread.Start();
        thread.Join();
    }
}
