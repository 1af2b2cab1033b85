using Orchestrator.Workers.Model.Simd;
using Xunit;

namespace Orchestrator.Kernels.Simd;

public sealed class ComputeThreadsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Every_piece_is_taken_once_in_every_phase_of_every_job(int count)
    {
        using var threads = new ComputeThreads(count);
        for (var job = 0; job < 50; job++)
        {
            var active = 1 + job % count;
            var taken = new int[20, 33];
            threads.Run(active, _ =>
            {
                for (var phase = 0; phase < 20; phase++)
                {
                    while (threads.TryTake(33, out var item)) Interlocked.Increment(ref taken[phase, item]);
                    threads.Meet();
                    // Nobody is past the meeting before the phase is done.
                    for (var item = 0; item < 33; item++) Assert.Equal(1, Volatile.Read(ref taken[phase, item]));
                }
            });
        }
    }

    [Fact]
    public void An_exception_on_any_thread_ends_the_job_and_not_the_threads()
    {
        using var threads = new ComputeThreads(3);
        for (var failing = 0; failing < 3; failing++)
        {
            var error = Assert.Throws<InvalidOperationException>(() => threads.Run(3, number =>
            {
                threads.Meet();
                if (number == failing) throw new InvalidOperationException($"thread {number}");
                threads.Meet();
                threads.Meet();
            }));
            Assert.Equal($"thread {failing}", error.Message);
        }
        var ran = 0;
        threads.Run(3, _ => Interlocked.Increment(ref ran));
        Assert.Equal(3, ran);
    }
}
