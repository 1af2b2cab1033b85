using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;

namespace Orchestrator.Unit.Generation;

/// <summary>A cluster with one request grain that answers from a script and remembers what it was asked.</summary>
internal sealed class ScriptedPlans : IGrainFactory, IRequestGrain
{
    private readonly Lock _gate = new();
    private readonly Queue<Func<int, RoutePlan>> _script = [];
    private readonly List<object> _asked = [];

    /// <summary>Each <see cref="StartRequest"/> and <see cref="RecoverRequest"/>, in order.</summary>
    public IReadOnlyList<object> Asked
    {
        get { lock (_gate) return [.. _asked]; }
    }

    public IReadOnlyList<RecoverRequest> Recoveries => [.. Asked.OfType<RecoverRequest>()];

    /// <summary>Answers after the end of the script.</summary>
    public Func<object, RoutePlan> Otherwise { get; init; } = _ => new RoutePlan.Refused("the script has ended", TimeSpan.Zero);

    /// <summary>What keys of grains were asked for.</summary>
    public string? Key { get; private set; }

    /// <summary>The next answer is one worker for both sides.</summary>
    public ScriptedPlans Then(WorkerTarget worker) => Then(worker, worker);

    /// <summary>The next answer is a split.</summary>
    public ScriptedPlans Then(WorkerTarget prefill, WorkerTarget decode) => Then(attempt => new RoutePlan.Assigned(attempt, prefill, decode, "as the test says", []));

    public ScriptedPlans ThenWait(double seconds) => Then(attempt => new RoutePlan.Wait(attempt, 4, TimeSpan.FromSeconds(seconds)));

    public ScriptedPlans ThenRefuse(string reason, double retryAfter = 0) => Then(_ => new RoutePlan.Refused(reason, TimeSpan.FromSeconds(retryAfter)));

    public ScriptedPlans ThenFail() => Then(_ => throw new TimeoutException("no silo answers"));

    public ScriptedPlans Then(Func<int, RoutePlan> answer)
    {
        lock (_gate) _script.Enqueue(answer);
        return this;
    }

    public Task<RoutePlan> Start(StartRequest request) => AnswerAsync(request, 1);

    public Task<RoutePlan> Recover(RecoverRequest request) => AnswerAsync(request, request.LastAttempt + 1);

    public Task Cancel() => Task.CompletedTask;

    public Task Finished(RequestOutcome outcome) => Task.CompletedTask;

    public Task<RequestRecord?> Describe() => Task.FromResult<RequestRecord?>(null);

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null) where TGrainInterface : IGrainWithStringKey
    {
        Key = primaryKey;
        return (TGrainInterface)(object)this;
    }

    private Task<RoutePlan> AnswerAsync(object request, int attempt)
    {
        lock (_gate)
        {
            _asked.Add(request);
            return Task.FromResult(_script.TryDequeue(out var answer) ? answer(attempt) : Otherwise(request));
        }
    }

    // The rest of the interface, which nobody here uses.
    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string? grainClassNamePrefix = null) where TGrainInterface : IGrainWithGuidKey => throw new NotSupportedException();
    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null) where TGrainInterface : IGrainWithIntegerKey => throw new NotSupportedException();
    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string keyExtension, string? grainClassNamePrefix = null) where TGrainInterface : IGrainWithGuidCompoundKey => throw new NotSupportedException();
    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string keyExtension, string? grainClassNamePrefix = null) where TGrainInterface : IGrainWithIntegerCompoundKey => throw new NotSupportedException();
    public TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj) where TGrainObserverInterface : IGrainObserver => throw new NotSupportedException();
    public void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj) where TGrainObserverInterface : IGrainObserver => throw new NotSupportedException();
    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey) => throw new NotSupportedException();
    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey) => throw new NotSupportedException();
    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) => throw new NotSupportedException();
    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey, string keyExtension) => throw new NotSupportedException();
    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey, string keyExtension) => throw new NotSupportedException();
    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId) where TGrainInterface : IAddressable => throw new NotSupportedException();
    public IAddressable GetGrain(GrainId grainId) => throw new NotSupportedException();
    public IAddressable GetGrain(GrainId grainId, GrainInterfaceType interfaceType) => throw new NotSupportedException();
    public IAddressable GetGrain(Type interfaceType, IdSpan grainKey, string grainClassNamePrefix) => throw new NotSupportedException();
    public IAddressable GetGrain(Type interfaceType, IdSpan grainKey) => throw new NotSupportedException();
}
