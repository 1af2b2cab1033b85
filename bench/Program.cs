using Orchestrator.Bench;
using Orchestrator.Bench.Engine;
using Orchestrator.Bench.Kernels;
using Orchestrator.Bench.Llama;
using Orchestrator.Bench.Router;

Verb[] verbs =
[
    new("make-model", "write a model with random weights", MakeModel.Help, MakeModel.Run),
    new("engine", "measure the whole engine: prefill, decode, memory", MeasureEngine.Help, MeasureEngine.Run),
    new("compare-llama", "our engine and llama.cpp in turn, on the same files", CompareLlama.Help, CompareLlama.Run),
    new("kernels", "measure each kernel of a device by itself", MeasureKernels.Help, MeasureKernels.Run),
    new("router", "measure placing requests, through a silo in a process of its own", MeasureRouter.Help, MeasureRouter.Run),
];
return Verb.Dispatch(verbs, args);
