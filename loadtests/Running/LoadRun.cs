using Orchestrator.LoadTests.Measures;
using Orchestrator.LoadTests.Requests;

namespace Orchestrator.LoadTests.Running;

/// <summary>Sends the requests of a plan at their times, whatever becomes of those before: an open loop.</summary>
/// <param name="clock">Of the run.</param>
/// <param name="measures">Told of everything.</param>
/// <param name="maxInFlight">Requests beyond are not sent.</param>
internal sealed class LoadRun(RunClock clock, Measurements measures, int maxInFlight)
{
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Where requests are sent from: the thread pool.</summary>
    public Action<Action> Pool { get; init; } = work => ThreadPool.UnsafeQueueUserWorkItem(_ => work(), null);

    // The plan itself counts as one until its end.
    private int _inFlight = 1;

    public int InFlight => Math.Max(0, Volatile.Read(ref _inFlight) - 1);

    /// <summary>Requests that were due so far.</summary>
    public int Due { get; private set; }

    /// <summary>Ends when all requests have.</summary>
    /// <param name="plan">In the order of their times; asked for one ahead.</param>
    /// <param name="prepare">Makes a request's body, before its time.</param>
    /// <param name="send">Sends it; null when it was stopped.</param>
    /// <param name="stop">No further request is sent; whoever cancels it cancels those in flight too.</param>
    public Task RunAsync<T>(IEnumerable<LoadRequest> plan, Func<LoadRequest, T> prepare, Func<LoadRequest, T, CancellationToken, Task<RequestResult?>> send, CancellationToken stop)
    {
        // A thread of its own: it sleeps precisely, and the pool's being busy does not delay it.
        var thread = new Thread(() =>
        {
            try
            {
                Dispatch(plan, prepare, send, stop);
            }
            catch (Exception e)
            {
                _drained.TrySetException(e);
            }
            finally
            {
                Leave();
            }
        })
        {
            IsBackground = true,
            Name = "arrivals",
            Priority = ThreadPriority.AboveNormal,
        };
        thread.Start();
        return _drained.Task;
    }

    private void Dispatch<T>(IEnumerable<LoadRequest> plan, Func<LoadRequest, T> prepare, Func<LoadRequest, T, CancellationToken, Task<RequestResult?>> send, CancellationToken stop)
    {
        foreach (var request in plan)
        {
            var prepared = prepare(request);
            if (!clock.WaitUntil(request.At, stop)) return;
            Due++;
            if (InFlight >= maxInFlight)
            {
                measures.Add(new RequestResult
                {
                    Intended = request.At,
                    Ended = clock.Now,
                    Error = RequestResult.NotSent,
                    Message = $"{maxInFlight} requests are in flight (--max-in-flight)",
                    Group = request.Group,
                });
                continue;
            }
            Interlocked.Increment(ref _inFlight);
            Pool(() =>
            {
                // The wait for a thread is the generator's too.
                measures.Late(request.At, clock.Now - request.At);
                Follow(send(request, prepared, stop));
            });
        }
    }

    private async void Follow(Task<RequestResult?> sending)
    {
        try
        {
            if (await sending is { } result) measures.Add(result);
            else measures.Stopped();
        }
        catch (Exception e)
        {
            _drained.TrySetException(e);
        }
        finally
        {
            Leave();
        }
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _inFlight) == 0) _drained.TrySetResult();
    }
}
