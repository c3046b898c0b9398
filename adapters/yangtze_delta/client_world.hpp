#pragma once

// Inside the client only: spares its header the connections.

#include "adapters/yangtze_delta/client.hpp"
#include "adapters/yangtze_delta/exchange.hpp"
#include "adapters/yangtze_delta/partner_day_view.hpp"

#include <utility>

namespace clearing::yangtze_delta {

struct Client::World {
    World(boost::asio::any_io_executor executor, ClientSettings settings, ClientPorts ports,
          TellLateAnswer on_late_answer)
        : exchange(executor, std::move(settings), ports, std::move(on_late_answer)) {}

    Exchange exchange;
    PartnerDayView view{exchange};
};

}  // namespace clearing::yangtze_delta
