namespace Orchestrator.Workers.Kernels;

/// <summary>
/// Marks a method that runs on an accelerator. One whose first parameter is an Index1D strides over its items by itself
/// ("first", "step"), so that a GPU may start a thread per item and a CPU a thread per core; the others are launched in groups.
/// Tests compile every marked method for every accelerator.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KernelAttribute : Attribute;
