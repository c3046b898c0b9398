#include "adapters/national_format/cancel.hpp"

#include "adapters/national_format/extension.hpp"

namespace clearing::national_format {

namespace {

constexpr auto cancel_table = std::to_array<TextField<CancelRequest>>({
    {{.name = "setl_id", .length = 30, .need = Need::required}, text<&CancelRequest::settlement>},
    {{.name = "mdtrt_id", .length = 30, .need = Need::required}, text<&CancelRequest::visit>},
    {{.name = "psn_no", .length = 30, .need = Need::required}, text<&CancelRequest::person_number>},
});

constexpr auto reverse_table = std::to_array<TextField<ReverseRequest>>({
    {{.name = "psn_no", .length = 30}, text<&ReverseRequest::person_number>},
    {{.name = "omsgid", .length = 64, .need = Need::required}, text<&ReverseRequest::original_message>},
    {{.name = "oinfno", .length = 5, .need = Need::required}, text<&ReverseRequest::original_infno>},
});

}  // namespace

Result<CancelRequest> read_cancel(const RequestEnvelope& envelope) {
    return read_input<CancelRequest>(envelope, [](Node& root, CancelRequest& request) {
        Node data = root.child("data", Need::required);
        if (!data.exists()) return;
        read_texts<CancelRequest>(data, cancel_table, request);
        read_extension(data, request.carried);
        data.carry_rest(request.carried);
        root.carry_rest(request.carried);
    });
}

json::Value write_cancel(const CancelRequest& request) {
    json::Value data = empty_object();
    write_texts<CancelRequest>(data, cancel_table, request);
    write_carried(data, "data", request.carried);
    write_extension(data, request.carried);
    json::Value input;
    input.set("data", std::move(data));
    write_carried(input, "input", request.carried);
    return input;
}

Result<ReverseRequest> read_reverse(const RequestEnvelope& envelope) {
    return read_input<ReverseRequest>(envelope, [](Node& root, ReverseRequest& request) {
        Node data = root.child("data", Need::required);
        if (data.exists()) read_texts<ReverseRequest>(data, reverse_table, request);
    });
}

json::Value write_reverse(const ReverseRequest& request) {
    json::Value data = empty_object();
    write_texts<ReverseRequest>(data, reverse_table, request);
    json::Value input;
    input.set("data", std::move(data));
    return input;
}

}  // namespace clearing::national_format
