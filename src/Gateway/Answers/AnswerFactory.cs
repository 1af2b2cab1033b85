using Orchestrator.Contracts.Requests;
using Orchestrator.Gateway.Generation;
using Orchestrator.Gateway.Links;
using Orchestrator.Gateway.Metering;

namespace Orchestrator.Gateway.Answers;

/// <summary>What every answer needs of the process: plans, links, the clock and the log.</summary>
internal sealed partial class AnswerFactory(RequestPlans plans, WorkerConnections connections, AnswerMeter meter, TimeProvider time, ILogger<AnswerFactory> logger)
{
    public GenerationRun CreateRun(GenerationInput input) => new(input, plans, connections, time, logger) { Meter = meter };

    /// <summary>A request has come.</summary>
    public RequestCourse Begin(HttpContext context, string operation) => new(context, operation, meter, time);

    /// <summary>One request more, or less, is being answered.</summary>
    public void Running(AnswerOrder order, int change) => meter.Running(order.Model.Name, change);

    /// <summary>A sound request is turned away or given up.</summary>
    public void Shed(AnswerOrder order, FailureKind why) => meter.Shed(order.Model.Name, why);

    public void Finished(AnswerOrder order, RequestOutcome outcome, StageClock stages)
    {
        meter.Ended(order, outcome, stages);
        plans.Finished(order.Model.Name, order.Request, outcome);
        if (outcome.Finish == RequestOutcome.Cancelled) plans.Cancel(order.Model.Name, order.Request);
    }

    [LoggerMessage(LogLevel.Error, "request {Request}: unexpected")]
    public partial void LogBug(RequestId request, Exception e);

    [LoggerMessage(LogLevel.Warning, "request {Request}: its client does not read and was cut off, {Chunks} chunks behind")]
    public partial void LogOverrun(RequestId request, int chunks);
}
