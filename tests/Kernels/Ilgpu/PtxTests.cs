using System.Reflection;
using ILGPU;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using Orchestrator.Bench.Kernels;
using Orchestrator.Workers.Kernels;
using Orchestrator.Workers.Kernels.Formats;
using Orchestrator.Workers.Model.Ilgpu;
using Xunit;

namespace Orchestrator.Kernels.Ilgpu;

/// <summary>What a machine without a GPU can say about the CUDA kernels: they compile, and to what was meant.</summary>
public sealed class PtxTests
{
    public static TheoryData<string> Kernels => [.. All().Select(kernel => kernel.Name)];

    // Ampere, Hopper and Blackwell, each with the oldest PTX version that knows it. ILGPU writes sm_80 as the target of all of them; a driver takes that as a minimum.
    private static readonly (CudaArchitecture Architecture, CudaInstructionSet Instructions)[] s_targets =
    [
        (CudaArchitecture.SM_80, CudaInstructionSet.ISA_70), (CudaArchitecture.SM_90, CudaInstructionSet.ISA_78), (CudaArchitecture.SM_120, CudaInstructionSet.ISA_87),
    ];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Every_kernel_compiles_to_PTX_without_unknown_functions_or_local_memory(string name)
    {
        var method = All().Single(kernel => kernel.Name == name).Method;
        foreach (var (architecture, instructions) in s_targets)
        {
            var ptx = Compile(method, architecture, instructions);
            Assert.Contains(".target sm_80", ptx);
            Check(ptx);
        }
    }

    private static void Check(string ptx)
    {
        Assert.Contains(".entry", ptx);
        Assert.DoesNotContain(".extern .func", ptx);
        // Arrays and structs in local memory are slow memory; ours must live in registers.
        Assert.DoesNotContain(".local", ptx);
        // Every access names its address space.
        Assert.DoesNotContain("ld.f32", ptx);
        Assert.DoesNotContain("st.f32", ptx);
        // No format has unsigned bytes that become numbers directly: this is a signed one that lost its sign.
        Assert.DoesNotContain("cvt.rn.f32.u8", ptx);
    }

    [Fact]
    public void A_kernel_for_each_operation_and_format_is_found()
    {
        // 13 weight formats: embedding and three matrix kernels. 12 for tensor cores: two matrix kernels and rounding. 3 KV formats: writing and four attentions. 10 others.
        Assert.Equal(13 * 4 + 12 * 3 + 3 * 5 + 10, All().Count());
    }

    [Fact]
    public void Products_are_added_with_the_fused_instruction()
    {
        Assert.Contains("fma.rn.f32", Compile(typeof(RmsNorm).GetMethod(nameof(RmsNorm.Run))!));
    }

    [Fact]
    public void Scales_of_rounded_inputs_come_from_exact_divisions()
    {
        foreach (var kernel in new[] { nameof(ByteRounding.Run), nameof(ByteRounding.Warp) })
        {
            var ptx = Compile(typeof(ByteRounding).GetMethod(kernel)!);
            Assert.Contains("div.rn.f32", ptx);
            Assert.Equal(Count(ptx, "div."), Count(ptx, "div.rn."));
            Assert.Equal(Count(ptx, "rcp."), Count(ptx, "rcp.rn."));
        }
    }

    [Fact]
    public void Half_precision_rows_are_read_in_16_byte_loads()
    {
        var ptx = Compile(typeof(MatMul).GetMethod(nameof(MatMul.Vector))!.MakeGenericMethod(typeof(F16Format)));
        Assert.Contains("ld.global.v4.b32", ptx);
        Assert.Contains("ld.global.v4.f32", ptx);
    }

    [Theory]
    [InlineData(nameof(TensorMatMul.Small))]
    [InlineData(nameof(TensorMatMul.Large))]
    public void Tensor_cores_multiply_what_16_byte_loads_brought(string kernel)
    {
        foreach (var (format, number) in new[] { (typeof(F16Tensor), "f16"), (typeof(Bf16Tensor), "bf16"), (typeof(HalvedTensor<Q8_0Format>), "f16") })
        {
            var ptx = Compile(typeof(TensorMatMul).GetMethod(kernel)!.MakeGenericMethod(format));
            // 32 by 32 outputs over 32 columns: 2 x 4 x 2 instructions.
            Assert.Equal(16, Count(ptx, $"mma.sync.aligned.m16n8k16.row.col.f32.{number}.{number}.f32"));
            Assert.Equal(8, Count(ptx, "ld.shared.v4.b32"));
            Assert.Contains("ld.global.v4.b32", ptx);
            Assert.DoesNotContain("ld.global.b32", ptx);
        }
    }

    [Fact]
    public void A_prompt_s_attention_keeps_its_sums_in_registers()
    {
        var ptx = Compile(typeof(TensorAttention).GetMethod(nameof(TensorAttention.Run))!.MakeGenericMethod(typeof(F16Format)));
        // Four chunks of a head, each 8 instructions for the scores and 8 for the values.
        Assert.Equal(64, Count(ptx, "mma.sync"));
        Assert.Equal(32, Count(ptx, "ld.shared.v4.b32"));
        Assert.Contains("ex2.approx.ftz.f32", ptx);
        Assert.DoesNotContain("ld.global.b16", ptx);
    }

    [Fact]
    public void The_yardstick_for_matrices_runs_on_registers_alone()
    {
        var ptx = Compile(typeof(Yardsticks).GetMethod(nameof(Yardsticks.Multiply), BindingFlags.Static | BindingFlags.NonPublic)!);
        Assert.Equal(4, ptx.Split('\n').Count(line => System.Text.RegularExpressions.Regex.IsMatch(line, @"^\s*mma\.sync\S+\s+(\{(%\w+(, )?)+\}(, )?){4};$")));
        Assert.DoesNotContain(".local", ptx);
        Assert.DoesNotContain("ld.global", ptx);
    }

    [Fact]
    public void Decode_attention_reads_keys_and_values_in_16_byte_loads_for_four_heads_at_once()
    {
        var ptx = Compile(typeof(AttentionDecode).GetMethod(nameof(AttentionDecode.Run))!.MakeGenericMethod(typeof(F16Format)));
        // Four positions in flight, of keys and of values; two loads each for the four heads' queries.
        Assert.Equal(2 * 4, Count(ptx, "ld.global.v4.b32"));
        Assert.Equal(2 * 4, Count(ptx, "ld.global.v4.f32"));
        Assert.Equal(4, Count(ptx, "ld.shared.v4.f32"));
        Assert.DoesNotContain("ld.global.b16", ptx);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

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
        var formats = constraint.Contains(typeof(IWeightFormat)) ? FormatTypes.Weights.Values : constraint.Contains(typeof(ITensorFormat)) ? FormatTypes.Tensors.Values : FormatTypes.Kv.Values;
        return formats.Select(format => ($"{name}<{Innermost(format).Name}>", method.MakeGenericMethod(format)));
    }

    private static Type Innermost(Type format) => format.IsGenericType ? Innermost(format.GetGenericArguments()[0]) : format;

    private static string Compile(MethodInfo method) => Compile(method, CudaArchitecture.SM_80, CudaInstructionSet.ISA_70);

    private static string Compile(MethodInfo method, CudaArchitecture architecture, CudaInstructionSet instructions)
    {
        using var context = Context.Create(builder => builder.CreateContext());
        using var backend = new PTXBackend(context, new CudaCapabilityContext(architecture), architecture, instructions, null);
        var entry = method.GetParameters()[0].ParameterType == typeof(Index1D)
            ? EntryPointDescription.FromImplicitlyGroupedKernel(method)
            : EntryPointDescription.FromExplicitlyGroupedKernel(method);
        return ((PTXCompiledKernel)backend.Compile(entry, new KernelSpecialization())).PTXAssembly;
    }
}
