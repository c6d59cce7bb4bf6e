using System.Runtime.InteropServices;
using FluentAssertions;
using RnnOnnx.Inference;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Inference;

public sealed class NativeHeapTests
{
    private const int Blocks = 2048;
    private const int BlockBytes = 1 << 16;

    [Fact]
    public void What_native_code_has_freed_goes_back_to_the_system()
    {
        NativeHeap.IsTrimmed.Should().Be(NativeLibrary.TryLoad("libc.so.6", out _), "glibc, and it alone, keeps what is freed until it is told otherwise");

        // Blocks of 64 KiB come from the heap; one that stays between freed ones and its end keeps glibc from giving them back by itself.
        var content = new byte[BlockBytes];
        var blocks = new nint[Blocks + 1];
        for (var i = 0; i < blocks.Length; i++)
        {
            blocks[i] = Marshal.AllocHGlobal(BlockBytes);
            Marshal.Copy(content, 0, blocks[i], BlockBytes);
        }

        foreach (var block in blocks.AsSpan(..Blocks))
        {
            Marshal.FreeHGlobal(block);
        }

        var before = Environment.WorkingSet;
        NativeHeap.Trim();
        var after = Environment.WorkingSet;
        Marshal.FreeHGlobal(blocks[^1]);

        if (NativeHeap.IsTrimmed)
        {
            (before - after).Should().BeGreaterThan(Blocks * (long)BlockBytes / 2, "a process that reloads its models must not grow by what the old ones held");
        }
    }
}
