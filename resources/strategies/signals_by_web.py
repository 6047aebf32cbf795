"""Trades what another program asks for through a route, and tells a stream what became of it.

POST order  {"side": "Buy", "size": 0.1}            an order at the market
POST order  {"side": "Sell", "size": 0.1, "price": 101}   a limit order
GET state                                            what it holds
"""

from finbyte import ApiError, Link, http, logger


class Trading(Link):
    def __init__(self):
        self.last = None

    def quote_update(self, src, sym, data):
        self.last = data["bid"][0]

    @http.route
    def post_order(self, data):
        try:
            if "price" in data:
                return self.create_limit_order(
                    self.venue, self.sym, data["side"], data["size"], data["price"]
                )
            return self.create_market_order(self.venue, self.sym, data["side"], data["size"])
        except ApiError as error:
            logger.warning("refused: %s", error)
            return error.response

    @http.route
    def get_state(self, data):
        return {"last": self.last, "balances": self.fetch_balances(self.venue)["data"]}

    def fill_update(self, src, sym, data):
        self.publish("fills", {"side": data["side"], "price": data["fill_price"], "size": data["fill_size"]})
