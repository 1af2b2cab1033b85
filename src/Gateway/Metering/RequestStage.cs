namespace Orchestrator.Gateway.Metering;

/// <summary>Where a request spends its time, in order and without gaps: the stages of one answer add up to all of it.</summary>
internal enum RequestStage
{
    /// <summary>The body comes in and is checked.</summary>
    Read,

    /// <summary>Template and tokenizer.</summary>
    Tokenize,

    /// <summary>The prompt's blocks are named.</summary>
    Hash,

    /// <summary>The answer gets a task of its own.</summary>
    Dispatch,

    /// <summary>The router's queue: all workers are full.</summary>
    Wait,

    /// <summary>The request's grain, the index and the router.</summary>
    Route,

    /// <summary>The links to the plan's workers.</summary>
    Connect,

    /// <summary>From sending the work to the worker's word that it takes it.</summary>
    Accept,

    /// <summary>From there to the first token: the worker's queue and the prompt.</summary>
    FirstToken,

    /// <summary>From there to the end.</summary>
    Decode,
}
