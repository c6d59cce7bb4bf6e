using FluentAssertions;
using RnnOnnx.Trainer.Jobs;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Jobs;

public sealed class AllocatorSettingsTests
{
    [Fact]
    public void Freed_memory_is_kept_unless_the_user_wants_it_otherwise()
    {
        var environment = new Dictionary<string, string?> { ["MALLOC_ARENA_MAX"] = "4" };
        AllocatorSettings.AddTo(environment);
        environment["MALLOC_ARENA_MAX"].Should().Be("4", "who sets the allocator's variables must find them obeyed");
        environment.Should().ContainKeys("MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_");
    }
}
