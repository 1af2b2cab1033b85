using System.Reflection;
using ILGPU;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using Orchestrator.Workers.Kernels;
using Orchestrator.Workers.Kernels.Formats;
using Orchestrator.Workers.Model.Ilgpu;
using Xunit;

namespace Orchestrator.Kernels.Ilgpu;

/// <summary>What a machine without a GPU can say about the CUDA kernels: they compile, and to what was meant.</summary>
public sealed class PtxTests
{
    public static TheoryData<string> Kernels => [.. All().Select(kernel => kernel.Name)];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Every_kernel_compiles_to_PTX_without_unknown_functions_or_local_memory(string name)
    {
        var ptx = Compile(All().Single(kernel => kernel.Name == name).Method);
        Assert.Contains(".entry", ptx);
        Assert.DoesNotContain(".extern .func", ptx);
        // Arrays and structs in local memory are slow memory; ours must live in registers.
        Assert.DoesNotContain(".local", ptx);
        // Every access names its address space.
        Assert.DoesNotContain("ld.f32", ptx);
        Assert.DoesNotContain("st.f32", ptx);
    }

    [Fact]
    public void A_kernel_for_each_operation_and_format_is_found()
    {
        // 13 weight formats: embedding and three matrix kernels. 3 KV formats: writing and three attentions. 6 others.
        Assert.Equal(13 * 4 + 3 * 4 + 6, All().Count());
    }

    [Fact]
    public void Products_are_added_with_the_fused_instruction()
    {
        Assert.Contains("fma.rn.f32", Compile(typeof(RmsNorm).GetMethod(nameof(RmsNorm.Run))!));
    }

    [Fact]
    public void Half_precision_rows_are_read_in_16_byte_loads()
    {
        var ptx = Compile(typeof(MatMul).GetMethod(nameof(MatMul.Vector))!.MakeGenericMethod(typeof(F16Format)));
        Assert.Contains("ld.global.v4.b32", ptx);
        Assert.Contains("ld.global.v4.f32", ptx);
    }

    private static IEnumerable<(string Name, MethodInfo Method)> All() =>
        from type in typeof(KernelAttribute).Assembly.GetTypes()
        from method in type.GetMethods()
        where method.GetCustomAttribute<KernelAttribute>() is not null
        from closed in Closed(method)
        select closed;

    private static IEnumerable<(string Name, MethodInfo Method)> Closed(MethodInfo method)
    {
        var name = $"{method.DeclaringType!.Name}.{method.Name}";
        if (!method.IsGenericMethodDefinition) return [(name, method)];
        var constraint = method.GetGenericArguments()[0].GetGenericParameterConstraints();
        var formats = constraint.Contains(typeof(IWeightFormat)) ? FormatTypes.Weights.Values : FormatTypes.Kv.Values;
        return formats.Select(format => ($"{name}<{(format.IsGenericType ? format.GetGenericArguments()[0].Name : format.Name)}>", method.MakeGenericMethod(format)));
    }

    private static string Compile(MethodInfo method)
    {
        using var context = Context.Create(builder => builder.CreateContext());
        var architecture = CudaArchitecture.SM_80;
        using var backend = new PTXBackend(context, new CudaCapabilityContext(architecture), architecture, CudaInstructionSet.ISA_80, null);
        var entry = method.GetParameters()[0].ParameterType == typeof(Index1D)
            ? EntryPointDescription.FromImplicitlyGroupedKernel(method)
            : EntryPointDescription.FromExplicitlyGroupedKernel(method);
        return ((PTXCompiledKernel)backend.Compile(entry, new KernelSpecialization())).PTXAssembly;
    }
}
