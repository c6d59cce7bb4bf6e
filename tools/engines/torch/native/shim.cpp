// librnntorch: ATen's boxed dispatcher behind a flat C ABI, so that one exported function reaches every operator with
// autograd. Builds against libtorch 1.13 and 2.x. Every function returns 0, or -1 with the text in rt_error().
#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/stack.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/version.h>

#include <dlfcn.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <string>
#include <vector>

#include "values.h"

// Debian's headers say 1.13.0 in the package 1.13.1: build.sh passes what the package manager says.
#ifndef RT_LIBTORCH_VERSION
#define RT_LIBTORCH_VERSION TORCH_VERSION
#endif

#define RT_EXPORT extern "C" __attribute__((visibility("default")))

namespace {

thread_local std::string last_error;

template <class Body>
int guarded(Body&& body) noexcept {
    try {
        body();
        return 0;
    } catch (const c10::Error& error) {
        try { last_error = error.what_without_backtrace(); } catch (...) {}
    } catch (const std::exception& error) {
        try { last_error = error.what(); } catch (...) {}
    } catch (...) {
        try { last_error = "unknown native exception"; } catch (...) {}
    }
    return -1;
}

// A GPU refuses a tensor of the CPU beside its own, single numbers aside. The device of shapes ("meta"), which stands in for one in tests, refuses only some: the others are caught here.
void demand_one_device(const Value* arguments, int32_t count, const std::string& name) {
    if (name == "aten::copy_") return;
    const at::TensorImpl* first = nullptr;
    auto look = [&](void* handle) {
        auto tensor = static_cast<const at::TensorImpl*>(handle);
        if (!tensor || tensor->dim() == 0) return;
        if (first && first->device().type() != tensor->device().type())
            throw std::runtime_error("Expected all tensors of " + name + " to be on the same device, but found " + first->device().str() + " and " + tensor->device().str());
        first = tensor;
    };
    for (int32_t i = 0; i < count; i++) {
        if (arguments[i].tag == Tag::Tensor) look(arguments[i].pointer);
        else if (arguments[i].tag == Tag::Tensors) for (int32_t j = 0; j < arguments[i].count; j++) look(static_cast<void* const*>(arguments[i].pointer)[j]);
    }
}

const c10::OperatorHandle& as_operator(void* handle) { return *static_cast<c10::OperatorHandle*>(handle); }

}  // namespace

RT_EXPORT const char* rt_error() { return last_error.c_str(); }
RT_EXPORT const char* rt_version() { return RT_LIBTORCH_VERSION; }
RT_EXPORT void rt_free(void* memory) { free(memory); }
RT_EXPORT int64_t rt_live_tensors() { return live_tensors().load(std::memory_order_relaxed); }

// An operator handle lives as long as the process: the caller looks each name up once.
RT_EXPORT int rt_operator(const char* name, const char* overload, void** result) {
    return guarded([&] {
        auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
        if (!handle.has_value()) throw std::runtime_error(std::string("this libtorch has no operator ") + name + "." + overload);
        *result = new c10::OperatorHandle(*handle);
    });
}

// Arguments beyond argument_count take the schema's defaults. *result_count comes in as the room and goes out as the count.
RT_EXPORT int rt_call(void* op, const Value* arguments, int32_t argument_count, Value* results, int32_t* result_count) {
    return guarded([&] {
        const auto& handle = as_operator(op);
        const auto& schema = handle.schema().arguments();
        const auto given = static_cast<size_t>(argument_count);
        if (given > schema.size()) throw std::runtime_error("too many arguments for " + handle.schema().name());
        demand_one_device(arguments, argument_count, handle.schema().name());
        torch::jit::Stack stack;
        stack.reserve(schema.size() > 4 ? schema.size() : 4);
        for (size_t i = 0; i < schema.size(); i++) {
            if (i < given) stack.push_back(to_ivalue(arguments[i], schema[i]));
            else if (schema[i].default_value()) stack.push_back(*schema[i].default_value());
            else throw std::runtime_error("missing argument " + schema[i].name() + " of " + handle.schema().name());
        }
        handle.callBoxed(&stack);
        if (static_cast<int32_t>(stack.size()) > *result_count) throw std::runtime_error("result array too small for " + handle.schema().name());
        int32_t count = 0;
        for (auto& value : stack) results[count++] = from_ivalue(std::move(value));
        *result_count = count;
    });
}

RT_EXPORT int rt_from_memory(const void* data, int64_t bytes, const int64_t* shape, int32_t dimensions, int32_t dtype, void** result) {
    return guarded([&] {
        auto options = at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype));
        at::Tensor tensor = at::empty(at::IntArrayRef(shape, dimensions), options);
        if (static_cast<int64_t>(tensor.nbytes()) != bytes)
            throw std::runtime_error("the data hold " + std::to_string(bytes) + " bytes, the shape needs " + std::to_string(tensor.nbytes()));
        if (bytes) memcpy(tensor.data_ptr(), data, bytes);
        *result = own(std::move(tensor));
    });
}

RT_EXPORT void rt_release(void* tensor) {
    if (!tensor) return;
    live_tensors().fetch_sub(1, std::memory_order_relaxed);
    guarded([&] { c10::intrusive_ptr<at::TensorImpl, at::UndefinedTensorImpl>::reclaim(static_cast<at::TensorImpl*>(tensor)); });
}

RT_EXPORT int rt_share(void* tensor, void** result) {
    return guarded([&] { *result = own(borrow(tensor)); });
}

RT_EXPORT int rt_data(void* tensor, void** result) {
    return guarded([&] { *result = borrow(tensor).data_ptr(); });
}

struct Info {
    int32_t dtype;
    int32_t device_type;
    int32_t device_index;
    int32_t dimensions;
    int32_t element_size;
    int32_t flags;  // 1: requires a gradient, 2: leaf, 4: contiguous
};

// sizes and strides hold room for `room` numbers each; either may be null.
RT_EXPORT int rt_info(void* handle, Info* info, int64_t* sizes, int64_t* strides, int32_t room) {
    return guarded([&] {
        auto tensor = borrow(handle);
        auto device = tensor.device();
        *info = {static_cast<int32_t>(tensor.scalar_type()), static_cast<int32_t>(device.type()), device.index(),
                 static_cast<int32_t>(tensor.dim()), static_cast<int32_t>(tensor.element_size()),
                 (tensor.requires_grad() ? 1 : 0) | (tensor.is_leaf() ? 2 : 0) | (tensor.is_contiguous() ? 4 : 0)};
        for (int32_t i = 0; i < room && i < info->dimensions; i++) {
            if (sizes) sizes[i] = tensor.size(i);
            if (strides) strides[i] = tensor.stride(i);
        }
    });
}

RT_EXPORT int rt_requires_grad(void* tensor, int32_t on) {
    return guarded([&] { borrow(tensor).set_requires_grad(on != 0); });
}
RT_EXPORT int rt_retain_grad(void* tensor) {
    return guarded([&] { borrow(tensor).retain_grad(); });
}
RT_EXPORT int rt_backward(void* tensor, void* gradient, int32_t retain_graph, int32_t create_graph) {
    return guarded([&] {
        borrow(tensor).backward(gradient ? borrow(gradient) : at::Tensor(), retain_graph != 0, create_graph != 0);
    });
}
RT_EXPORT int rt_grad(void* tensor, void** result) {
    return guarded([&] { *result = own(borrow(tensor).grad()); });
}
RT_EXPORT int rt_set_grad(void* tensor, void* gradient) {
    return guarded([&] { borrow(tensor).mutable_grad() = gradient ? borrow(gradient) : at::Tensor(); });
}

// on < 0 asks only; the answer is the mode before the call.
RT_EXPORT int rt_grad_mode(int32_t on) {
    int before = c10::GradMode::is_enabled();
    if (on >= 0) c10::GradMode::set_enabled(on != 0);
    return before;
}
RT_EXPORT void* rt_enter_inference_mode(int32_t on) { return new c10::InferenceMode(on != 0); }
RT_EXPORT void rt_leave_inference_mode(void* guard) { delete static_cast<c10::InferenceMode*>(guard); }
RT_EXPORT int rt_is_inference_mode() { return c10::InferenceMode::is_enabled(); }

RT_EXPORT int rt_manual_seed(int64_t seed) {
    return guarded([&] { at::manual_seed(static_cast<uint64_t>(seed)); });
}
RT_EXPORT int rt_new_generator(uint64_t seed, void** result) {
    return guarded([&] { *result = new at::Generator(at::make_generator<at::CPUGeneratorImpl>(seed)); });
}
RT_EXPORT int rt_default_generator(void** result) {
    return guarded([&] { *result = new at::Generator(at::detail::getDefaultCPUGenerator()); });
}
RT_EXPORT void rt_free_generator(void* generator) { delete static_cast<at::Generator*>(generator); }
RT_EXPORT int rt_generator_set_seed(void* generator, int64_t seed) {
    return guarded([&] {
        auto& target = *static_cast<at::Generator*>(generator);
        std::lock_guard<std::mutex> lock(target.mutex());
        target.set_current_seed(static_cast<uint64_t>(seed));
    });
}
RT_EXPORT int rt_generator_seed(void* generator, int64_t* result) {
    return guarded([&] { *result = static_cast<int64_t>(static_cast<at::Generator*>(generator)->current_seed()); });
}
RT_EXPORT int rt_generator_state(void* generator, void** result) {
    return guarded([&] {
        auto& source = *static_cast<at::Generator*>(generator);
        std::lock_guard<std::mutex> lock(source.mutex());
        *result = own(source.get_state());
    });
}
RT_EXPORT int rt_generator_set_state(void* generator, void* state) {
    return guarded([&] {
        auto& target = *static_cast<at::Generator*>(generator);
        std::lock_guard<std::mutex> lock(target.mutex());
        target.set_state(borrow(state));
    });
}

RT_EXPORT int rt_threads(int32_t count) {
    if (count > 0) {
        guarded([&] {
            at::set_num_threads(count);
            // at::set_num_threads does not reach an OpenBLAS with its own threads, whose pool would then fight with OpenMP's.
            if (void* blas = dlopen("libblas.so.3", RTLD_NOLOAD | RTLD_LAZY)) {
                if (auto set = reinterpret_cast<void (*)(int)>(dlsym(blas, "openblas_set_num_threads"))) set(count);
                dlclose(blas);
            }
        });
    }
    return at::get_num_threads();
}
RT_EXPORT int rt_has_cuda() { return at::hasCUDA(); }
// on < 0 asks only.
RT_EXPORT int rt_cudnn_tf32(int32_t on) {
    if (on >= 0) at::globalContext().setAllowTF32CuDNN(on != 0);
    return at::globalContext().allowTF32CuDNN();
}
