using System.Text;
using Orchestrator.Hosting.Telemetry;
using Xunit;

namespace Orchestrator.Unit.Telemetry;

public sealed class EngineNamesTests
{
    [Theory]
    [InlineData("vllm_num_requests_running{model_name=\"m\"} 3\n", "vllm:num_requests_running{model_name=\"m\"} 3\n")]
    [InlineData("# TYPE vllm_prompt_tokens_total counter\n", "# TYPE vllm:prompt_tokens_total counter\n")]
    [InlineData("# HELP vllm_prompt_tokens_total Of vllm_things.\n", "# HELP vllm:prompt_tokens_total Of vllm_things.\n")]
    [InlineData("other{model_name=\"vllm_m\"} 1\nvllm_a 1", "other{model_name=\"vllm_m\"} 1\nvllm:a 1")]
    [InlineData("orchestrator_vllm_x 1\n\n# EOF\n", "orchestrator_vllm_x 1\n\n# EOF\n")]
    [InlineData("", "")]
    public void Vllms_names_get_their_colon_and_nothing_else_changes(string exported, string told) =>
        Assert.Equal(told, Encoding.UTF8.GetString(EngineNames.OnTheWire(Encoding.UTF8.GetBytes(exported))));
}
